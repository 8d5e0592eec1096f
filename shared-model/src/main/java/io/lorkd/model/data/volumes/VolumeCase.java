package io.lorkd.model.data.volumes;

import java.nio.file.Path;

/** A scan and its mask, on disk. */
record VolumeCase(String name, Path image, Path mask) {}
