package io.lorkd.model.data;

import java.util.List;

/**
 * Patches of volumes, and their masks.
 *
 * @param voxels (N, depth, height, width), flat, normalised: one grey value each, which the session repeats to as many
 *     channels as the network takes
 * @param extents (depth, height, width), which are a volume's z, y and x
 * @param masks (N, depth, height, width), flat: 0 for background, c + 1 for class c of the region
 */
public record VolumeBatch(float[] voxels, List<Integer> extents, int[] regions, byte[] masks) implements Batch {

    public VolumeBatch {
        extents = List.copyOf(extents);
        long positions = extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        if (extents.size() != 3 || voxels.length != masks.length || voxels.length != regions.length * positions) {
            throw new IllegalArgumentException("a batch of " + voxels.length + " voxels, " + masks.length
                    + " labels and " + regions.length + " patches of " + extents + " does not fit together");
        }
    }
}
