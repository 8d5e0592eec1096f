package io.lorkd.coordinator.aggregation;

/**
 * The plain mean of a coordinate's middle values, in ascending order: what is left when so many are cut off at either end. It
 * keeps one block of each site, and these are the shorter, the more sites there are.
 */
final class MiddleMean implements Reduction {
    /** Values that are held of all sites together: 32 MB. */
    private static final int HELD = 4 << 20;

    /** Coordinates that are sorted side by side: the sites' values of as many stay in the processor's cache. */
    private static final int TILE = 256;

    private final double[][] sites;
    private final int cut;
    private final SortingNetwork network;

    private MiddleMean(int sites, int cut) {
        this.sites = new double[sites][Math.max(1, Math.min(Aggregation.BLOCK, HELD / sites))];
        this.cut = cut;
        this.network = new SortingNetwork(sites);
    }

    static MiddleMean median(int sites) {
        return new MiddleMean(sites, (sites - 1) / 2);
    }

    static MiddleMean trimmed(int sites, double share) {
        return new MiddleMean(sites, (int) Math.floor(share * sites));
    }

    @Override
    public int block() {
        return sites[0].length;
    }

    @Override
    public void begin() {
        // Every place that is asked about was written by each site before.
    }

    @Override
    public void add(int site, double[] values, int from, int to) {
        System.arraycopy(values, from, sites[site], from, to - from);
    }

    @Override
    public void end(double[] into, int from, int to) {
        for (int tile = from; tile < to; tile += TILE) {
            int end = Math.min(to, tile + TILE);
            network.sort(sites, tile, end);
            mean(into, tile, end);
        }
    }

    private void mean(double[] into, int from, int to) {
        int end = sites.length - cut;
        System.arraycopy(sites[cut], from, into, from, to - from);
        for (int rank = cut + 1; rank < end; rank++) {
            double[] next = sites[rank];
            for (int i = from; i < to; i++) {
                into[i] += next[i];
            }
        }
        for (int i = from; i < to; i++) {
            into[i] /= end - cut;
        }
    }
}
