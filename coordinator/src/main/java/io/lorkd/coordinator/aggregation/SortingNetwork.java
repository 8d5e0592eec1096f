package io.lorkd.coordinator.aggregation;

import java.util.ArrayList;
import java.util.List;

/**
 * Sorts many columns at once, each of as many values as there are rows: Batcher's merge exchange (Knuth, The Art of Computer
 * Programming 3, 5.2.2, algorithm M), a fixed list of pairs of rows whose smaller values go to the first and larger ones to
 * the second. No step depends on a value, so a pair is two rows of numbers that the processor takes several of at a time.
 */
final class SortingNetwork {
    private final int[] lower;
    private final int[] upper;

    SortingNetwork(int rows) {
        List<int[]> pairs = pairs(rows);
        this.lower = pairs.stream().mapToInt(pair -> pair[0]).toArray();
        this.upper = pairs.stream().mapToInt(pair -> pair[1]).toArray();
    }

    /** The steps' names are Knuth's. */
    private static List<int[]> pairs(int rows) {
        List<int[]> pairs = new ArrayList<>();
        int top = Integer.highestOneBit(Math.max(1, rows - 1));
        for (int p = top; p > 0 && rows > 1; p /= 2) {
            int q = top;
            int r = 0;
            int d = p;
            while (true) {
                for (int i = 0; i < rows - d; i++) {
                    if ((i & p) == r) {
                        pairs.add(new int[] {i, i + d});
                    }
                }
                if (q == p) {
                    break;
                }
                d = q - p;
                q /= 2;
                r = p;
            }
        }
        return pairs;
    }

    /** Sorts columns {@code from} to {@code to}, each upwards from row 0. No value may be NaN. */
    void sort(double[][] rows, int from, int to) {
        for (int pair = 0; pair < lower.length; pair++) {
            exchange(rows[lower[pair]], rows[upper[pair]], from, to);
        }
    }

    private static void exchange(double[] smaller, double[] larger, int from, int to) {
        for (int i = from; i < to; i++) {
            double a = smaller[i];
            double b = larger[i];
            smaller[i] = Math.min(a, b);
            larger[i] = Math.max(a, b);
        }
    }
}
