package io.lorkd.simulation;

import java.nio.file.Path;

/** Where a simulated site's region has its images from. */
sealed interface RegionSource {

    String region();

    /** Synthetic images, made from the plan's seed. */
    record Phantom(String region) implements RegionSource {}

    /** A MedMNIST file or a folder of images. */
    record DataSet(String region, Path path) implements RegionSource {}
}
