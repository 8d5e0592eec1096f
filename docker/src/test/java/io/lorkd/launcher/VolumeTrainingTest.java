package io.lorkd.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.tensor.Digests;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Training on volumes in one place, as it is typed: foundation models and experts that are fine-tuned. */
class VolumeTrainingTest {
    private static final String SETTINGS = """
            network: {architecture: unet3d-tiny}
            segmentation: {patch: [16, 16, 16], overlap: 0}
            training: {batchSize: 2, optimiser: adamw, learningRate: 0.001}
            teacher: {architecture: unet3d-tiny, file: teacher.safetensors}
            """;

    /** What is wrong with the data or the plan, and what is said of it. */
    private enum Wrong {
        NO_MASKS(
                (set, plan) -> {
                    for (int i = 0; i < 4; i++) {
                        Files.delete(VolumeFixture.mask(set, i));
                    }
                },
                "balls",
                "mask"),
        ONE_MASK_OF_OTHER_EXTENTS(
                (set, plan) -> {
                    Grid taller = new Grid(20, 18, 17, Affine.ofSpacing(1, 1, 1));
                    NiftiFile.write(VolumeFixture.mask(set, 2), VolumeFixture.ball(taller, 1));
                },
                "2.nii.gz",
                "20 x 18 x 17",
                "20 x 18 x 16"),
        A_LABEL_THAT_IS_NOT_DECLARED(
                (set, plan) -> NiftiFile.write(VolumeFixture.mask(set, 1), VolumeFixture.ball(VolumeFixture.GRID, 7)),
                "1.nii.gz",
                "7",
                "ball"),
        A_VOXEL_THAT_IS_NO_NUMBER(
                (set, plan) -> {
                    Volume volume = VolumeFixture.volume(VolumeFixture.GRID, 3);
                    volume.values()[100] = Float.NaN;
                    NiftiFile.write(VolumeFixture.image(set, 3), volume);
                },
                "3.nii.gz",
                "NaN"),
        A_FILE_THAT_IS_CUT_OFF((set, plan) -> DataFixture.cut(VolumeFixture.image(set, 0), 0.5), "0.nii.gz", "ends"),
        FOUR_DIMENSIONS(
                (set, plan) -> VolumeFixture.fourDimensions(VolumeFixture.image(set, 0)),
                "0.nii.gz",
                "20 x 18 x 8 x 2"),
        VOLUMES_SMALLER_THAN_THE_PATCH(
                (set, plan) -> Files.writeString(plan, SETTINGS.replace("[16, 16, 16]", "[16, 24, 16]")),
                "20 x 18 x 16",
                "16 x 24 x 16",
                "segmentation.smaller"),
        AN_UNKNOWN_KEY(
                (set, plan) -> Files.writeString(plan, SETTINGS.replace("patch:", "pach:")),
                "segmentation.pach",
                "patch");

        private interface Change {
            void apply(Path set, Path plan) throws IOException;
        }

        private final Change change;
        private final String[] said;

        Wrong(Change change, String... said) {
            this.change = change;
            this.said = said;
        }
    }

    @TempDir
    Path temporary;

    private Path set;
    private Path plan;
    private Path results;

    @BeforeEach
    void aGoodSetAndPlan() throws IOException {
        set = VolumeFixture.set(temporary.resolve("balls"));
        plan = Files.writeString(temporary.resolve("plan.yaml"), SETTINGS);
        results = Files.createDirectory(temporary.resolve("results"));
    }

    private Called foundation() {
        return train("foundation", "--plan", plan.toString());
    }

    private Called train(String command, String... more) {
        List<String> line = new ArrayList<>(List.of(command, "--data", set.toString(), "--steps", "2"));
        line.addAll(List.of("--to", results.resolve("result.safetensors").toString()));
        line.addAll(List.of(more));
        return lorkd(line.toArray(String[]::new));
    }

    private void assertRefused(Called called, String... said) {
        assertThat(called.err()).contains(said).doesNotContain("\tat ");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(results).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void aFoundationModelThatCannotBeTrained(Wrong wrong) throws IOException {
        wrong.change.apply(set, plan);

        assertRefused(foundation(), wrong.said);
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void anExpertThatCannotBeFineTuned(Wrong wrong) throws IOException {
        wrong.change.apply(set, plan);

        assertRefused(train("finetune", "--from-scratch", "--plan", plan.toString()), wrong.said);
    }

    @Test
    void aPlanOfTheOtherTask() throws IOException {
        Files.writeString(
                plan, "network: {imageSize: 8}\nteacher: {architecture: resnet-18, file: teacher.safetensors}\n");

        assertRefused(foundation(), "balls");
        assertRefused(train("finetune", "--from-scratch", "--plan", plan.toString()), "has volumes", "images");
    }

    @Test
    void whatIsBegunFromCannotBeUsed() throws IOException {
        Path expert = VolumeFixture.expert(temporary);
        Path torn = Files.copy(expert, temporary.resolve("torn.safetensors"));
        DataFixture.cut(torn, 0.5);

        assertRefused(train("finetune", "--backbone", torn.toString(), "--plan", plan.toString()), torn.toString());
        assertRefused(train("foundation", "--from", torn.toString(), "--plan", plan.toString()), torn.toString());
        Files.delete(FusedExpert.cardOf(expert));
        assertRefused(train("finetune", "--expert", expert.toString()), "balls.json");
    }

    @Test
    void anExpertIsFittedToASetOfItsOwnClasses() throws IOException {
        Path expert = VolumeFixture.expert(temporary);

        Called called = train("finetune", "--expert", expert.toString(), "--region", "clinic", "--format", "json");

        assertThat(called.exitCode()).as(called.err()).isZero();
        JsonNode answer = new ObjectMapper().readTree(called.out().strip());
        assertThat(answer.get("headKept").asBoolean()).isTrue();
        for (String when : List.of("before", "after")) {
            assertThat(answer.get(when).get("dsc").asDouble()).isBetween(0.0, 1.0);
        }
        FusedExpert tuned = FusedExpert.open(results.resolve("result.safetensors"));
        assertThat(tuned.card()).isInstanceOfSatisfying(SegmentationCard.class, card -> {
            assertThat(card.region()).isEqualTo("clinic");
            assertThat(card.classes()).containsExactly(new SegmentationCard.MaskClass("ball", 1));
            assertThat(card.patch()).containsExactly(16, 16, 16);
            assertThat(card.backboneSha256()).isEqualTo(Digests.sha256(expert));
        });
        assertThat(Digests.sha256(tuned.weights())).isNotEqualTo(Digests.sha256(expert));
    }

    @Test
    void aTeacherIsABackboneToBeginFrom() throws IOException {
        assertThat(foundation().exitCode()).isZero();
        Path teacher = Files.move(results.resolve("result.safetensors"), temporary.resolve("teacher.safetensors"));

        Called called = train("finetune", "--backbone", teacher.toString(), "--plan", plan.toString());

        assertThat(called.exitCode()).as(called.err()).isZero();
        assertThat(called.out()).contains("(with a new head)", "written: ");
        assertThat(FusedExpert.open(results.resolve("result.safetensors"))
                        .card()
                        .rank())
                .isZero();
    }
}
