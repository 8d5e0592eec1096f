package io.lorkd.protocol.plan;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Describes a region's volumes and masks where the folder does not: see {@link Plan.Data#sets}. Masks are files of label
 * ids; every id that no class names is background.
 *
 * @param folder relative to the folder of data sets
 * @param images a path below {@code folder} with {@code {case}} once: every file that fits is a case
 * @param labels where a case's mask is, with {@code {case}} once
 * @param split a CSV file with the columns case and split, whose values are train, validation and test
 * @param test the cases of the test part, where there is no split file
 */
public record VolumeSet(
        @Key("the region that they are of") String region,

        @Key("their folder, below the folder of data sets") String folder,

        @Key(value = "the volumes, a path with {case} in it", defaultValue = "imagesTr/{case}.nii.gz")
        String images,

        @Key(value = "the masks, a path with {case} in it", defaultValue = "labelsTr/{case}.nii.gz")
        String labels,

        @Key(value = "ct clips to -500...1000 Hounsfield units, other to the middle 99 percent", defaultValue = "other")
        Modality modality,

        @Key("what is told apart, beside the background") List<MaskClass> classes,

        @Key("a CSV file of the columns case and split (train, validation or test), below the folder")
        Optional<String> split,

        @Key(value = "the cases to test on, in place of a split file", defaultValue = "[]")
        List<String> test,

        @Key(
                value = "training patches of a volume in one pass, in place of segmentation.patchesPerVolume",
                unit = "patches",
                min = 1,
                max = 100_000)
        OptionalInt patchesPerVolume) {

    private static final String CASE = "{case}";

    public VolumeSet {
        classes = List.copyOf(classes);
        test = List.copyOf(test);
        once("images", images);
        once("labels", labels);
        if (classes.isEmpty()) {
            throw new InvalidConfigurationException("classes: found none; allowed is one at least");
        }
        if (split.isPresent() != test.isEmpty()) {
            throw new InvalidConfigurationException("split: found "
                    + (split.isPresent() ? "beside test" : "neither split nor test")
                    + "; allowed is one of them: a split file, or the cases to test on");
        }
        List<Integer> ids =
                classes.stream().flatMap(each -> each.ids().stream()).toList();
        if (ids.stream().distinct().count() != ids.size()) {
            throw new InvalidConfigurationException(
                    "classes: found the label ids " + ids + "; allowed is each of them once");
        }
        if (classes.stream().map(MaskClass::name).distinct().count() != classes.size()) {
            throw new InvalidConfigurationException("classes: found a name twice; allowed are names that differ");
        }
    }

    private static void once(String key, String pattern) {
        int at = pattern.indexOf(CASE);
        if (at < 0 || pattern.indexOf(CASE, at + 1) >= 0) {
            throw new InvalidConfigurationException(
                    key + ": found '" + pattern + "'; allowed is a path with " + CASE + " in it, once");
        }
    }

    public enum Modality {
        CT,
        OTHER
    }

    /** @param ids the label values in the mask files that are of the class */
    public record MaskClass(
            @Key("the class's name") String name,

            @Key(value = "its label ids in the masks", min = 1, max = 65_535)
            List<Integer> ids) {
        public MaskClass {
            ids = List.copyOf(ids);
            if (ids.isEmpty()) {
                throw new InvalidConfigurationException("ids: found none; allowed is one at least");
            }
        }
    }
}
