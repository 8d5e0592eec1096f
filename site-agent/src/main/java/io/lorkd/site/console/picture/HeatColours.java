package io.lorkd.site.console.picture;

/**
 * Colours of a heat map over a grey image, from a clear dark violet over red and orange to a pale yellow: they grow brighter all
 * the way, so that they are told apart without seeing colours.
 */
final class HeatColours {
    private static final int[][] STOPS = {
        {59, 15, 112}, {140, 41, 129}, {222, 73, 104}, {254, 159, 109}, {252, 253, 191},
    };
    private static final double DENSEST = 0.66;

    /** The heat from which on the veil is as dense as it gets. */
    private static final double DENSE_FROM = 0.6;

    private HeatColours() {}

    /**
     * @param heat from 0 to 1
     * @return alpha, red, green, blue; a byte each
     */
    static int of(double heat) {
        double share = Math.max(0, Math.min(1, heat));
        double at = share * (STOPS.length - 1);
        int before = Math.min((int) at, STOPS.length - 2);
        int colour = (int) Math.round(255 * DENSEST * Math.min(1, share / DENSE_FROM));
        for (int channel = 0; channel < 3; channel++) {
            int from = STOPS[before][channel];
            int to = STOPS[before + 1][channel];
            colour = colour << 8 | (int) Math.round(from + (at - before) * (to - from));
        }
        return colour;
    }
}
