package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The counts are those of the data's own README. */
class RealImagesTest {

    private static final Preprocessing PREPROCESSING = new Preprocessing(64);

    private Path folder;

    @BeforeEach
    void findData() {
        String data = System.getenv("LORKD_DATA");
        assumeTrue(data != null, "LORKD_DATA is not set: tests on real images are skipped");
        folder = Path.of(data, "cls2d");
        assumeTrue(Files.isDirectory(folder), folder + " is not there: tests on real images are skipped");
    }

    @Test
    void theFolderIsFourRegionsAndOneFileThatIsSkippedWithAReason() {
        Discovery discovery = DataSets.discover(folder);

        assertThat(discovery.usable())
                .extracting(Discovery.Found::region)
                .containsExactly("busi", "ham10000", "pneumoniamnist", "mednist");
        assertThat(discovery.skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.path()).hasFileName("breastmnist_valtest.npz");
            assertThat(skipped.reason()).contains("no train split");
        });
        assertThat(discovery.leftAlone()).containsExactly(folder.resolve("busi/masks"));
    }

    @Test
    void theFileWithoutATrainSplitIsAnErrorWhenNamedItself() {
        assertThatThrownBy(() -> DataSets.discover(folder.resolve("medmnist/breastmnist_valtest.npz")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("breastmnist_valtest.npz has no train split");
    }

    @Test
    void breastUltrasoundHasItsCounts() {
        RegionData region = open("busi");

        assertThat(region.classes()).containsExactly("benign", "malignant", "normal");
        assertThat(counts(region, region.training(), region.validation())).containsExactly(350, 168, 106);
        assertThat(counts(region, region.validation())).containsExactly(35, 17, 11);
        assertThat(counts(region, region.test())).containsExactly(87, 42, 27);
    }

    @Test
    void skinHasItsCounts() {
        RegionData region = open("ham10000");

        assertThat(region.classes()).containsExactly("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc");
        assertThat(counts(region, region.training(), region.validation()))
                .containsExactly(146, 211, 320, 48, 320, 320, 64);
        assertThat(counts(region, region.test())).containsExactly(37, 53, 80, 12, 80, 80, 16);
    }

    @Test
    void chestXRayHasItsCountsAndItsOwnValidationPart() {
        RegionData region = open("medmnist/pneumoniamnist.npz");

        assertThat(region.classes()).containsExactly("0", "1");
        assertThat(region.training().size()).isEqualTo(4708);
        assertThat(region.validation().size()).isEqualTo(524);
        assertThat(region.test().size()).isEqualTo(624);
    }

    @Test
    void wholeBodyHasItsCounts() {
        RegionData region = open("mednist");

        assertThat(region.classes()).containsExactly("AbdomenCT", "BreastMRI", "CXR", "ChestCT", "Hand", "HeadCT");
        assertThat(counts(region, region.training(), region.validation())).containsOnly(800);
        assertThat(counts(region, region.test())).containsOnly(200);
    }

    @Test
    void aLimitKeepsTheClassesProportions() {
        RegionData region =
                DataSets.open(folder.resolve("mednist"), "mednist", PREPROCESSING, OptionalInt.of(1500), 0.1, 1);

        assertThat(counts(region, region.training())).containsOnly(250);
        assertThat(counts(region, region.validation())).containsOnly(80);
    }

    private RegionData open(String dataSet) {
        return DataSets.open(folder.resolve(dataSet), "region", PREPROCESSING, OptionalInt.empty(), 0.1, 1);
    }

    private static int[] counts(RegionData region, ImageSource... sources) {
        int[] labels = List.of(sources).stream()
                .flatMapToInt(source -> IntStream.range(0, source.size()).map(source::label))
                .toArray();
        return Stratification.counts(labels, region.classes().size());
    }
}
