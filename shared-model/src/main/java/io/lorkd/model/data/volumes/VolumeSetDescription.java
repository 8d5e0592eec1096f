package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.volume.Modality;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a region's volumes and masks are, and what is in the masks.
 *
 * @param region the region's name
 * @param folder what the other paths are below
 * @param images a path below {@code folder} with {@code {case}} in it once: every file that fits is a case
 * @param labels where a case's mask is, with {@code {case}} in it once
 * @param classes what is told apart beside the background, at most {@value #MOST_CLASSES}
 * @param otherIds what a label id in a mask is that no class names
 * @param split a CSV file below {@code folder} with the columns case and split (train, validation or test)
 * @param test the cases of the test part where there is no split file; neither leaves the choice to the cases' names
 * @param patchesPerVolume in place of {@link VolumeReading#patchesPerVolume}
 */
public record VolumeSetDescription(
        String region,
        Path folder,
        String images,
        String labels,
        Modality modality,
        List<MaskClass> classes,
        OtherIds otherIds,
        Optional<String> split,
        List<String> test,
        OptionalInt patchesPerVolume) {

    /** As many as a byte of a batch's mask tells apart, with the background. */
    private static final int MOST_CLASSES = 126;

    public VolumeSetDescription {
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(modality, "modality");
        Objects.requireNonNull(otherIds, "otherIds");
        classes = List.copyOf(classes);
        test = List.copyOf(test);
        CasePattern.check(images);
        CasePattern.check(labels);
        if (classes.isEmpty() || classes.size() > MOST_CLASSES) {
            throw new InvalidInputException("the set of volumes in " + folder + " has " + classes.size()
                    + " classes beside the background; 1 to " + MOST_CLASSES + " can be told apart");
        }
        if (classes.stream().map(MaskClass::name).distinct().count() < classes.size()) {
            throw new InvalidInputException("the set of volumes in " + folder + " has two classes of one name among "
                    + classes.stream().map(MaskClass::name).toList() + "; name them apart");
        }
        List<Integer> ids =
                classes.stream().flatMap(each -> each.ids().stream()).toList();
        if (ids.stream().distinct().count() < ids.size()) {
            throw new InvalidInputException("the set of volumes in " + folder + " has a label id twice among " + ids
                    + "; each id is of one class");
        }
    }

    /** What a label id that no class names is. */
    public enum OtherIds {
        /** Not looked for: background. */
        BACKGROUND,
        /** A mistake in the mask. */
        REFUSED
    }

    /** @param ids the class's label ids in the mask files; predictions are written with the first */
    public record MaskClass(String name, List<Integer> ids) {

        private static final int LARGEST_ID = 65_535;

        public MaskClass {
            ids = List.copyOf(ids);
            if (name.isBlank() || ids.isEmpty() || ids.stream().anyMatch(id -> id < 1 || id > LARGEST_ID)) {
                throw new InvalidInputException("'" + name + "' with the label ids " + ids + " is no class: it has a"
                        + " name, and one id at least, each from 1 to " + LARGEST_ID);
            }
        }

        @Override
        public String toString() {
            return name + " " + ids;
        }
    }

    public List<String> classNames() {
        return classes.stream().map(MaskClass::name).toList();
    }
}
