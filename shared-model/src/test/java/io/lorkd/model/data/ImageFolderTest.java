package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageFolderTest {

    private static final Preprocessing PREPROCESSING = new Preprocessing(8);

    @TempDir
    Path folder;

    @BeforeEach
    void writeDataSet() {
        ImageFixture.dataSet(folder);
    }

    @Test
    void classesAreTheFoldersNamesSorted() {
        RegionData region = open(OptionalInt.empty(), 0, 1);

        assertThat(region.classes()).containsExactly("left", "right");
        assertThat(labels(region.training())).startsWith(0, 0).endsWith(1, 1).hasSize(20);
        assertThat(labels(region.test())).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(region.validation().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"val", "validation"})
    void aValidationSplitOfItsOwnIsUsed(String name) {
        ImageFixture.split(folder, name, 2, "left", "right");
        RegionData region = open(OptionalInt.empty(), 0.5, 1);

        assertThat(region.validation().size()).isEqualTo(4);
        assertThat(region.training().size()).as("nothing else is held out").isEqualTo(20);
    }

    @Test
    void withoutOneAShareOfEachClassIsHeldOut() {
        RegionData region = open(OptionalInt.empty(), 0.3, 1);

        assertThat(labels(region.validation())).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(labels(region.training())).hasSize(14);
        assertThat(values(region.training(), 0)).doesNotContainAnyElementsOf(values(region.validation(), 0));
    }

    @Test
    void aLimitLeavesTheHeldOutPartAlone() {
        RegionData all = open(OptionalInt.empty(), 0.3, 1);
        RegionData limited = open(OptionalInt.of(6), 0.3, 1);

        assertThat(labels(limited.training())).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(values(limited.validation(), 0)).isEqualTo(values(all.validation(), 0));
        assertThat(values(all.training(), 0)).containsAll(values(limited.training(), 0));
    }

    @Test
    void theSeedDecidesTheParts() {
        assertThat(values(open(OptionalInt.of(6), 0.3, 1).training(), 0))
                .isEqualTo(values(open(OptionalInt.of(6), 0.3, 1).training(), 0))
                .isNotEqualTo(values(open(OptionalInt.of(6), 0.3, 2).training(), 0));
    }

    @Test
    void hiddenFilesAndOtherFoldersDoNotCount() throws IOException {
        Files.createFile(folder.resolve("train/left/.DS_Store"));
        Files.createDirectories(folder.resolve("train/.cache"));
        ImageFixture.grey(folder.resolve("masks/left/image.png"), 1);

        assertThat(open(OptionalInt.empty(), 0, 1).training().size()).isEqualTo(20);
        assertThat(new ImageFolder(folder).leftAlone()).containsExactly(folder.resolve("masks"));
    }

    @Test
    void aClassWithoutTrainingSamplesIsRefused() {
        ImageFixture.split(folder, "test", 1, "middle");

        assertRefused(folder, "class middle has no training samples");
    }

    @Test
    void anEmptyClassFolderIsRefused() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("train/middle"));

        assertRefused(empty, "is empty; put the class's images there or remove the folder");
    }

    @Test
    void anUnreadableImageIsRefused() throws IOException {
        Path file = folder.resolve("train/right/image-004.png");
        byte[] whole = Files.readAllBytes(file);
        whole[40] ^= 1;
        Files.write(file, whole);

        assertRefused(file, "is damaged");
    }

    @Test
    void theFirstOfSeveralUnreadableImagesIsNamed() throws IOException {
        for (String name : new String[] {"train/right/image-001.png", "train/left/image-007.png"}) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        }

        assertRefused(folder.resolve("train/left/image-007.png"), "is damaged");
    }

    @Test
    void anythingElseAmongTheImagesIsRefused() throws IOException {
        Path notes = Files.writeString(folder.resolve("test/left/notes.txt"), "hello");
        assertRefused(notes, "is no PNG or JPEG image");
        Files.delete(notes);

        assertRefused(Files.createDirectories(folder.resolve("test/left/more")), "but a folder");
    }

    @Test
    void anImageOutsideTheClassesIsRefused() throws IOException {
        assertRefused(ImageFixture.grey(folder.resolve("train/stray.png"), 1), "is in no class");
        Files.delete(folder.resolve("train/stray.png"));

        ImageFixture.bytes(folder.resolve("train/labels.csv"), "a,b".getBytes(StandardCharsets.UTF_8));
        assertThat(open(OptionalInt.empty(), 0, 1).training().size()).isEqualTo(20);
    }

    @Test
    void aMissingSplitIsRefused() {
        Path other = folder.resolve("other");
        ImageFixture.split(other, "train", 2, "left", "right");
        assertRefused(other, other, "has no test samples; add a test split");

        Path another = folder.resolve("another");
        ImageFixture.split(another, "test", 2, "left", "right");
        assertRefused(another, another, "has no train folder");
    }

    @Test
    void twoValidationSplitsAreRefused() {
        ImageFixture.split(folder, "val", 1, "left");
        ImageFixture.split(folder, "validation", 1, "left");

        assertRefused(folder, "has both val and validation");
    }

    @Test
    void aRegionWithOneSampleIsRefused() {
        Path tiny = folder.resolve("tiny");
        ImageFixture.split(tiny, "train", 1, "left");
        ImageFixture.split(tiny, "test", 1, "left");

        assertRefused(tiny, tiny, "has 1 training sample; a region needs two at least");
    }

    @Test
    void aSingleClassIsRefused() {
        Path single = folder.resolve("single");
        ImageFixture.split(single, "train", 3, "left");
        ImageFixture.split(single, "test", 1, "left");

        assertRefused(single, single, "has one class only");
    }

    @Test
    void aLimitBelowOneImageAClassIsRefused() {
        assertThatThrownBy(() -> open(OptionalInt.of(1), 0, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 2 classes, but only 1 training images are allowed");
    }

    private RegionData open(OptionalInt maxTrainingImages, double heldOut, long seed) {
        return DataSets.open(folder, "region", PREPROCESSING, maxTrainingImages, heldOut, seed);
    }

    private void assertRefused(Path named, String problem) {
        assertRefused(folder, named, problem);
    }

    private static void assertRefused(Path dataSet, Path named, String problem) {
        assertThatThrownBy(() -> DataSets.open(dataSet, "region", PREPROCESSING, OptionalInt.empty(), 0, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(named.toString())
                .hasMessageContaining(problem);
    }

    private static List<Integer> labels(ImageSource source) {
        return IntStream.range(0, source.size()).map(source::label).boxed().toList();
    }

    /** The grey values of a class's images, which say which files they are. */
    private static List<Float> values(ImageSource source, int label) {
        float[] image = new float[PREPROCESSING.values()];
        return IntStream.range(0, source.size())
                .filter(i -> source.label(i) == label)
                .mapToObj(i -> {
                    source.read(i, image);
                    return image[0];
                })
                .toList();
    }
}
