package io.lorkd.model.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The order in which a site reads its training images: the endless concatenation of passes. A pass has every image of
 * every region once, each region in an order shuffled anew, the regions interleaved in proportion to their sizes, so that
 * any stretch of the stream mixes them as evenly as whole numbers allow.
 *
 * <p>A pure function of its arguments and the position: a site that resumes at position p reads what it would have read.
 * Immutable, so safe for any number of threads.
 */
public final class SampleStream {

    private final long seed;
    private final List<Integer> sizes;
    private final boolean flip;
    private final int[] regionOfSlot;

    /** As {@link #SampleStream(long, List, boolean)}, with nothing mirrored. */
    public SampleStream(long seed, List<Integer> sizes) {
        this(seed, sizes, false);
    }

    /**
     * @param sizes how many training samples each region has, at least one each
     * @param flip whether each entry is mirrored left to right with probability 1/2, anew in every pass
     */
    public SampleStream(long seed, List<Integer> sizes, boolean flip) {
        if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("sizes are " + sizes + "; every region needs at least one image");
        }
        this.seed = seed;
        this.sizes = List.copyOf(sizes);
        this.flip = flip;
        this.regionOfSlot = interleave(this.sizes);
    }

    public long samplesPerPass() {
        return regionOfSlot.length;
    }

    /** The {@code count} entries from {@code position} on, which counts from 0 at the start of the first pass. */
    public List<Sample> take(long position, int count) {
        if (position < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "position " + position + " and count " + count + " must not be negative");
        }
        List<Sample> taken = new ArrayList<>(count);
        long end = Math.addExact(position, count);
        for (long at = position; at < end; ) {
            long pass = at / samplesPerPass();
            int from = (int) (at % samplesPerPass());
            int to = (int) Math.min(samplesPerPass(), from + (end - at));
            taken.addAll(pass(pass).subList(from, to));
            at += to - from;
        }
        return List.copyOf(taken);
    }

    private List<Sample> pass(long pass) {
        int[][] orders = new int[sizes.size()][];
        long[] draws = new long[sizes.size()];
        for (int region = 0; region < orders.length; region++) {
            orders[region] = Stratification.range(sizes.get(region));
            SeededRandom.shuffle(orders[region], SeededRandom.of(seed, "pass " + pass + " of region " + region));
            draws[region] = SeededRandom.of(seed, "draws of pass " + pass + " of region " + region)
                    .nextLong();
        }
        Random flips = SeededRandom.of(seed, "flips of pass " + pass);
        int[] next = new int[sizes.size()];
        List<Sample> samples = new ArrayList<>(regionOfSlot.length);
        for (int region : regionOfSlot) {
            int index = orders[region][next[region]++];
            samples.add(new Sample(region, index, flip && flips.nextBoolean(), SeededRandom.mix(draws[region], index)));
        }
        return samples;
    }

    /** Which region has each slot of a pass: image k of n lies at (k + 1/2) / n of it, the first region on ties. */
    private static int[] interleave(List<Integer> sizes) {
        int total = Math.toIntExact(sizes.stream().mapToLong(Integer::longValue).sum());
        int[] slots = new int[total];
        int[] placed = new int[sizes.size()];
        for (int slot = 0; slot < total; slot++) {
            int nearest = -1;
            for (int region = 0; region < placed.length; region++) {
                if (placed[region] < sizes.get(region)
                        && (nearest < 0
                                || isBefore(placed[region], sizes.get(region), placed[nearest], sizes.get(nearest)))) {
                    nearest = region;
                }
            }
            slots[slot] = nearest;
            placed[nearest]++;
        }
        return slots;
    }

    /** Whether (k + 1/2) / n is less than (l + 1/2) / m, in whole numbers. */
    private static boolean isBefore(int k, int n, int l, int m) {
        return (2L * k + 1) * m < (2L * l + 1) * n;
    }
}
