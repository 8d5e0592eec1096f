package io.lorkd.model.window;

import java.util.List;

/** Computes logits of patches that all have one size. */
public interface PatchNetwork {

    int classes();

    /**
     * @param voxels shape (patches, depth, height, width), flat
     * @param extents (depth, height, width)
     * @return shape (patches, classes, depth, height, width), flat
     */
    float[] logits(float[] voxels, int patches, List<Integer> extents);
}
