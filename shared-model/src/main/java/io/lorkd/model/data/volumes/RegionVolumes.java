package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Modality;

import java.util.List;
import java.util.Objects;

/**
 * One anatomical region's volumes at one site. No case is in two of the three parts.
 *
 * @param classes the classes' names, without the background; label c + 1 in a mask is class c
 * @param labels what each class's voxels are in files, one number a class: what a prediction is written with
 * @param validation may be empty where nothing is held out
 * @param test its masks are at the scans' own resolution, see {@link LabelledVolume#mask}
 * @param patchesPerVolume how many patches of each training volume one pass reads
 */
public record RegionVolumes(
        String region,
        List<String> classes,
        List<Integer> labels,
        Modality modality,
        VolumeSource training,
        VolumeSource validation,
        VolumeSource test,
        int patchesPerVolume) {

    public RegionVolumes {
        Objects.requireNonNull(region, "region");
        classes = List.copyOf(classes);
        labels = List.copyOf(labels);
        if (labels.size() != classes.size()) {
            throw new IllegalArgumentException(classes + " and the labels " + labels + " do not go together");
        }
        Objects.requireNonNull(modality, "modality");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(validation, "validation");
        Objects.requireNonNull(test, "test");
        if (patchesPerVolume < 1) {
            throw new IllegalArgumentException("patchesPerVolume is " + patchesPerVolume + "; it must be 1 at least");
        }
    }

    /**
     * How many samples one pass has, as {@link io.lorkd.model.data.SampleStream} counts them: sample i is a patch of
     * training volume {@code i / patchesPerVolume}.
     */
    public int samples() {
        return Math.multiplyExact(training.size(), patchesPerVolume);
    }
}
