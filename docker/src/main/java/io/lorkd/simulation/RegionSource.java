package io.lorkd.simulation;

import io.lorkd.model.data.RegionData;

import java.nio.file.Path;

/** Where a simulated site's region has its images from. */
sealed interface RegionSource {

    String region();

    /** Synthetic images, made from the plan's seed. */
    record Phantom(String region) implements RegionSource {}

    /**
     * A MedMNIST file or a folder of images.
     *
     * @param images what is in it, as the plan prepares it
     */
    record DataSet(String region, Path path, RegionData images) implements RegionSource {}
}
