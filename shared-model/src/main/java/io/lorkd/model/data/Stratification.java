package io.lorkd.model.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Draws parts of a set of labelled samples in which each class has its share; the same parts for the same seed. */
final class Stratification {

    private Stratification() {}

    /** 0, 1, ..., n - 1. */
    static int[] range(int n) {
        return IntStream.range(0, n).toArray();
    }

    /** How many samples each class has. */
    static int[] counts(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /**
     * How many samples of each class are held out: the rounded share, but never a class's last sample.
     *
     * @param share 0 (nothing) up to, but not including, 1
     */
    static int[] heldOut(int[] counts, double share) {
        return Arrays.stream(counts)
                .map(count -> (int) Math.max(0, Math.min(count - 1L, Math.round(count * share))))
                .toArray();
    }

    /**
     * How many samples of each class are kept when at most {@code limit} may be: in proportion, by largest remainder
     * (the lower class first on ties), and at least one of every class.
     *
     * @param limit not less than the number of classes; every class has a sample
     */
    static int[] limited(int[] counts, int limit) {
        long total = Arrays.stream(counts).asLongStream().sum();
        if (total <= limit) {
            return counts.clone();
        }
        int[] kept = new int[counts.length];
        for (int c = 0; c < counts.length; c++) {
            kept[c] = (int) Math.max(1, (long) counts[c] * limit / total);
        }
        for (int left = limit - Arrays.stream(kept).sum(); left != 0; left -= Integer.signum(left)) {
            kept[furthestFromShare(counts, kept, limit, total, left > 0)] += Integer.signum(left);
        }
        return kept;
    }

    /** The class that has the most too few, or (not {@code tooFew}) the most too many; whose number may change at all. */
    private static int furthestFromShare(int[] counts, int[] kept, int limit, long total, boolean tooFew) {
        int furthest = -1;
        long most = Long.MIN_VALUE;
        for (int c = 0; c < counts.length; c++) {
            long missing = (long) counts[c] * limit - kept[c] * total;
            long distance = tooFew ? missing : -missing;
            boolean mayChange = tooFew ? kept[c] < counts[c] : kept[c] > 1;
            if (mayChange && distance > most) {
                most = distance;
                furthest = c;
            }
        }
        return furthest;
    }

    /** The first {@code perClass[c]} of each class in {@code order}; the answer is in {@code order}'s order. */
    static int[] firstOfEachClass(int[] order, int[] labels, int[] perClass) {
        int[] left = perClass.clone();
        return Arrays.stream(order).filter(i -> left[labels[i]]-- > 0).toArray();
    }
}
