package io.lorkd.model.data;

/**
 * Resizes an image to a square, each axis on its own: where the axis shrinks, an output pixel is the mean of what it
 * covers; where it grows, it lies between its two nearest (bilinear). Rounds once, at the end.
 */
final class Resizing {

    /** How one output pixel is made of inputs {@code first}, {@code first + 1}, ... along an axis; weights sum to 1. */
    private record Tap(int first, double[] weights) {}

    private Resizing() {}

    /** The image as (channels, size, size), unsigned bytes. */
    static byte[] toSquare(RawImage image, int size) {
        int channels = image.channels();
        Tap[] across = taps(image.width(), size);
        Tap[] down = taps(image.height(), size);
        double[] narrowed = new double[image.height() * size];
        byte[] resized = new byte[channels * size * size];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < size; x++) {
                    narrowed[y * size + x] = sumAcross(image, across[x], y, c);
                }
            }
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    resized[(c * size + y) * size + x] = (byte) Math.floor(sumDown(narrowed, size, down[y], x) + 0.5);
                }
            }
        }
        return resized;
    }

    private static double sumAcross(RawImage image, Tap tap, int y, int channel) {
        double sum = 0;
        for (int k = 0; k < tap.weights.length; k++) {
            int at = (y * image.width() + tap.first + k) * image.channels() + channel;
            sum += tap.weights[k] * (image.pixels()[at] & 0xFF);
        }
        return sum;
    }

    private static double sumDown(double[] rows, int width, Tap tap, int x) {
        double sum = 0;
        for (int k = 0; k < tap.weights.length; k++) {
            sum += tap.weights[k] * rows[(tap.first + k) * width + x];
        }
        return sum;
    }

    private static Tap[] taps(int from, int to) {
        Tap[] taps = new Tap[to];
        for (int i = 0; i < to; i++) {
            taps[i] = from > to ? mean(i, from, to) : between(i, from, to);
        }
        return taps;
    }

    /** Output pixel i covers the inputs from i * from / to up to (i + 1) * from / to; lengths in units of 1 / to. */
    private static Tap mean(int i, int from, int to) {
        long start = (long) i * from;
        long end = start + from;
        int first = (int) (start / to);
        double[] weights = new double[(int) ((end + to - 1) / to) - first];
        for (int k = 0; k < weights.length; k++) {
            long pixel = (long) (first + k) * to;
            weights[k] = (double) (Math.min(end, pixel + to) - Math.max(start, pixel)) / from;
        }
        return new Tap(first, weights);
    }

    private static Tap between(int i, int from, int to) {
        double centre = Math.max(0, Math.min(from - 1.0, (i + 0.5) * from / to - 0.5));
        int first = (int) centre;
        double share = centre - first;
        return new Tap(first, share == 0 ? new double[] {1} : new double[] {1 - share, share});
    }
}
