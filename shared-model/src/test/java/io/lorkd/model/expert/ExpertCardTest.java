package io.lorkd.model.expert;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Stem;
import io.lorkd.model.volume.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExpertCardTest {

    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final ExpertCard IMAGES = new ClassificationCard(
            "skin", List.of("ill", "well"), "shufflenet-v2-x0.5", Stem.SMALL, 28, 8, "0".repeat(64), HALF, HALF);
    private static final ExpertCard VOLUMES = new SegmentationCard(
            "brain",
            List.of(new SegmentationCard.MaskClass("anterior", 1), new SegmentationCard.MaskClass("posterior", 2)),
            "unet3d-tiny",
            SegmentationCard.Head.CONVOLUTION,
            List.of(32, 48, 32),
            List.of(),
            Modality.OTHER,
            SegmentationCard.Smaller.PAD,
            0.5,
            8,
            "0".repeat(64));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        for (ExpertCard card : List.of(IMAGES, VOLUMES)) {
            Path file = folder.resolve(card.region() + ".json");
            card.write(file);
            assertThat(ExpertCard.read(file)).isEqualTo(card);
        }
        assertThat(VOLUMES.classNames()).containsExactly("anterior", "posterior");
        assertThat(VOLUMES.toJson()).contains("\"task\" : \"segmentation\"").doesNotContain("classNames");
    }

    @Test
    void aCardWithoutATaskIsOfAnImageClassifier() throws IOException {
        Path file = Files.writeString(folder.resolve("old.json"), """
                {"region": "skin", "classes": ["ill", "well"], "network": "shufflenet-v2-x0.5", "stem": "SMALL",
                 "imageSize": 28, "rank": 8, "backboneSha256": "%s", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
                """.formatted("0".repeat(64)));
        assertThat(ExpertCard.read(file)).isEqualTo(IMAGES);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "segmentation, detection, detection",
                "brain, `brain\"`, Unexpected character",
                "`\"rank\" : 8`, `\"rank\" : 8, \"more\" : 1`, more",
                "`\"rank\"`, `\"grade\"`, rank",
                "`\"modality\" : \"OTHER\"`, `\"modality\" : null`, modality",
                "`\"modality\" : \"OTHER\"`, `\"modality\" : \"MR\"`, MR",
                "`\"patch\" : [ 32, 48, 32 ]`, `\"patch\" : [ 32 ]`, patch is three extents above 0",
                "`\"label\" : 2`, `\"label\" : 1`, labels of their own",
                "`\"label\" : 2`, `\"label\" : 0`, 1 to 65535",
                "`\"overlap\" : 0.5`, `\"overlap\" : 1`, overlap is 0 to below 1",
                "`\"spacing\" : [ ]`, `\"spacing\" : [ 1, 0, 1 ]`, spacing is three lengths above 0"
            })
    void aCardThatIsNoneIsRefusedWithTheReason(String right, String wrong, String reason) throws IOException {
        assertThat(VOLUMES.toJson()).contains(right);
        Path file =
                Files.writeString(folder.resolve("card.json"), VOLUMES.toJson().replace(right, wrong));
        assertThatThrownBy(() -> ExpertCard.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("card.json")
                .hasMessageContaining(reason);
    }

    @Test
    void aCardThatIsNotThereOrNoObjectIsRefused() throws IOException {
        assertThatThrownBy(() -> ExpertCard.read(folder.resolve("absent.json")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("absent.json");
        for (String text : List.of("", "null", "[]", "3", "{}")) {
            Path file = Files.writeString(folder.resolve("none.json"), text);
            assertThatThrownBy(() -> ExpertCard.read(file))
                    .as(text)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("none.json");
        }
    }
}
