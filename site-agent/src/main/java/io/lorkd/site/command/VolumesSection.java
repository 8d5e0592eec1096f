package io.lorkd.site.command;

import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.plan.VolumeSet;
import io.lorkd.site.region.VolumeDescriptions;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Describes the volumes and masks of a region's folder, as {@link VolumeSet} does in a plan. */
public record VolumesSection(
        @Key(value = "The volumes, a path with {case} in it.", defaultValue = "imagesTr/{case}.nii.gz")
        String images,

        @Key(value = "The masks, a path with {case} in it.", defaultValue = "labelsTr/{case}.nii.gz")
        String labels,

        @Key(
                value = "ct clips to -500...1000 Hounsfield units, other to the middle 99 percent.",
                defaultValue = "other")
        VolumeSet.Modality modality,

        @Key("What is told apart, beside the background.") List<VolumeSet.MaskClass> classes,

        @Key("A CSV file of the columns case and split (train, validation or test), below the folder.")
        Optional<String> split,

        @Key(value = "The cases to test on, in place of a split file.", defaultValue = "[]")
        List<String> test,

        @Key(
                value = "Training patches of a volume in one pass; without it as many as the plan says.",
                min = 1,
                max = 100_000)
        OptionalInt patchesPerVolume) {

    /** The folder itself. */
    private static final String HERE = ".";

    /** A set in a plan has the same rules. */
    public VolumesSection {
        new VolumeSet(HERE, HERE, images, labels, modality, classes, split, test, patchesPerVolume);
    }

    VolumeSetDescription describe(String region, Path folder) {
        VolumeSet set = new VolumeSet(region, HERE, images, labels, modality, classes, split, test, patchesPerVolume);
        return VolumeDescriptions.of(set, folder);
    }
}
