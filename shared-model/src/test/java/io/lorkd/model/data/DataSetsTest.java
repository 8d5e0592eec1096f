package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataSetsTest {

    private static final Preprocessing PREPROCESSING = new Preprocessing(8);

    @TempDir
    Path folder;

    @Test
    void dataSetsAreFoundAlsoOneLevelDown() throws IOException {
        NpzFixture.valid().writeTo(folder.resolve("Chest X-ray.npz"));
        ImageFixture.dataSet(folder.resolve("skin"));
        NpzFixture.valid().writeTo(Files.createDirectory(folder.resolve("more")).resolve("blood.npz"));
        ImageFixture.dataSet(folder.resolve("more/eye"));
        Files.writeString(folder.resolve("README.md"), "hello");

        Discovery discovery = DataSets.discover(folder);

        assertThat(discovery.usable())
                .containsExactly(
                        new Discovery.Found("chest-x-ray", folder.resolve("Chest X-ray.npz")),
                        new Discovery.Found("blood", folder.resolve("more/blood.npz")),
                        new Discovery.Found("eye", folder.resolve("more/eye")),
                        new Discovery.Found("skin", folder.resolve("skin")));
        assertThat(discovery.skipped()).isEmpty();
        assertThat(discovery.named()).isFalse();
    }

    @Test
    void otherFoldersBesideTheSplitsAreNamedOnce() {
        ImageFixture.dataSet(folder.resolve("breast"));
        ImageFixture.split(folder.resolve("breast"), "masks", 1, "left", "right");

        Discovery discovery = DataSets.discover(folder);

        assertThat(discovery.leftAlone()).containsExactly(folder.resolve("breast/masks"));
        assertThat(discovery.skipped()).isEmpty();
    }

    @Test
    void whatCannotBeUsedIsSkippedWithAReason() throws IOException {
        ImageFixture.dataSet(folder.resolve("skin"));
        Files.writeString(folder.resolve("broken.npz"), "hello");
        NpzFixture.valid().without("train_images").without("train_labels").writeTo(folder.resolve("untrained.npz"));
        ImageFixture.split(folder.resolve("half"), "test", 1, "left");
        Files.createDirectories(folder.resolve("volumes/deep/deeper"));

        Discovery discovery = DataSets.discover(folder);

        assertThat(discovery.usable()).extracting(Discovery.Found::region).containsExactly("skin");
        assertThat(discovery.skipped())
                .extracting(Discovery.Skipped::path)
                .containsExactly(
                        folder.resolve("broken.npz"),
                        folder.resolve("half"),
                        folder.resolve("untrained.npz"),
                        folder.resolve("volumes"));
        assertThat(discovery.skipped().get(0).reason()).contains("broken.npz cannot be read as a MedMNIST .npz file");
        assertThat(discovery.skipped().get(1).reason()).contains("half has no train folder");
        assertThat(discovery.skipped().get(2).reason()).contains("untrained.npz has no train split");
        assertThat(discovery.skipped().get(3).reason()).contains("volumes has neither splits");
    }

    @Test
    void aDataSetThatIsNamedItselfIsItsOwnRegion() {
        ImageFixture.dataSet(folder.resolve("Skin (2024)"));
        ImageFixture.split(folder.resolve("Skin (2024)"), "masks", 1, "left");

        Discovery discovery = DataSets.discover(folder.resolve("Skin (2024)"));

        assertThat(discovery.usable()).extracting(Discovery.Found::region).containsExactly("skin-2024");
        assertThat(discovery.leftAlone()).hasSize(1);
        assertThat(discovery.named()).isTrue();
    }

    @Test
    void aDataSetThatIsNamedItselfAndCannotBeUsedIsAnError() {
        Path file = NpzFixture.valid().without("train_images").writeTo(folder.resolve("untrained.npz"));

        assertRefused(() -> DataSets.discover(file), "untrained.npz has no train split");
    }

    @Test
    void aFileOfAnotherKindIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "hello");

        assertRefused(() -> DataSets.discover(file), "notes.txt is no data set; expected an .npz file or a folder");
    }

    @Test
    void aFolderThatIsNotThereIsAnError() {
        assertRefused(() -> DataSets.discover(folder.resolve("nowhere")), "nowhere is not there; name a folder");
        assertRefused(() -> open(folder.resolve("nowhere")), "nowhere is not there");
    }

    @Test
    void aFolderWithNothingUsableIsAnErrorThatSaysWhy() throws IOException {
        assertRefused(() -> DataSets.discover(folder), "has no data set that can be used");

        Files.writeString(folder.resolve("broken.npz"), "hello");
        assertRefused(() -> DataSets.discover(folder), "broken.npz cannot be read");
    }

    @Test
    void regionsNamesAreUnique() throws IOException {
        for (String name : List.of("Skin", "skin", "skin.npz", "--")) {
            Path inner = folder.resolve("in " + name);
            Files.createDirectories(inner);
            if (name.endsWith(".npz")) {
                NpzFixture.valid().writeTo(inner.resolve(name));
            } else {
                ImageFixture.dataSet(inner.resolve(name));
            }
        }

        assertThat(DataSets.discover(folder).usable())
                .extracting(Discovery.Found::region)
                .containsExactly("region", "skin", "skin-2", "skin-3");
    }

    @Test
    void openingSkipsADataSetWhoseImagesTurnOutDamaged() throws IOException {
        ImageFixture.dataSet(folder.resolve("good"));
        ImageFixture.dataSet(folder.resolve("bad"));
        Path image = folder.resolve("bad/test/left/image-001.png");
        byte[] whole = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(whole, whole.length - 4));

        Opened opened = openAll(folder);
        assertThat(opened.regions().values()).extracting(RegionData::region).containsExactly("good");
        assertThat(opened.skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains(image + " is damaged"));

        assertRefused(() -> openAll(folder.resolve("bad")), image + " is damaged");
        Files.move(folder.resolve("good"), folder.resolve("bad/good"));
        assertRefused(() -> openAll(folder), "no data set can be used:");
    }

    private static RegionData open(Path dataSet) {
        return DataSets.open(dataSet, "region", PREPROCESSING, OptionalInt.empty(), 0.1, 1);
    }

    private static Opened openAll(Path path) {
        return DataSets.openAll(DataSets.discover(path), PREPROCESSING, OptionalInt.empty(), 0.1, 1);
    }

    private static void assertRefused(Runnable action, String problem) {
        assertThatThrownBy(action::run)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(problem);
    }
}
