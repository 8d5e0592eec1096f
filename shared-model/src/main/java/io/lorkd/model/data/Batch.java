package io.lorkd.model.data;

/** Samples of one or several regions, sorted by region, so that each region's samples lie next to each other. */
public sealed interface Batch permits ImageBatch, VolumeBatch {

    /** (N): which of the site's regions, not decreasing. */
    int[] regions();

    default int size() {
        return regions().length;
    }
}
