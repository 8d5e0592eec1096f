package io.lorkd.launcher;

import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Volumes and plans for them that cannot be used: exit code 2, the file and the reason, and nothing left behind. */
class VolumeBadInputTest {

    @TempDir
    Path temporary;

    private Path set;

    @BeforeEach
    void aGoodSet() throws IOException {
        set = VolumeFixture.set(temporary.resolve("balls"));
    }

    private void assertRefused(String plan, String... said) throws IOException {
        Called called = simulate(plan);
        assertThat(called.err()).contains(said).doesNotContain("\tat ");
        assertThat(called.exitCode()).isEqualTo(2);
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    private Called simulate(String plan) throws IOException {
        Path file = Files.writeString(temporary.resolve("plan.yaml"), plan);
        return lorkd(
                "simulate",
                "--plan",
                file.toString(),
                "--data",
                set.toString(),
                "--out",
                temporary.resolve("out").toString(),
                "--format=json");
    }

    private static String plan(String segmentation) {
        return "network: {architecture: unet3d-tiny}\nrounds: {warmup: 0, decomposition: 1, localSteps: 1}\n"
                + "segmentation: {" + segmentation + "}\n";
    }

    private static final String FITTING = plan("patch: [16, 16, 16]");

    @Test
    void aVolumeSmallerThanThePatchUnlessItIsToBePadded() throws IOException {
        assertRefused(
                plan("patch: [16, 24, 16]"),
                "balls",
                ".nii.gz",
                "20 x 18 x 16",
                "16 x 24 x 16",
                "segmentation.smaller");
    }

    @Test
    void aMaskOfOtherExtents() throws IOException {
        Path mask = VolumeFixture.mask(set, 2);
        NiftiFile.write(mask, VolumeFixture.ball(new Grid(20, 18, 17, Affine.ofSpacing(1, 1, 1)), 1));

        assertRefused(FITTING, mask.toString(), "20 x 18 x 17", "20 x 18 x 16");
    }

    @Test
    void aLabelThatIsNotDeclared() throws IOException {
        Path mask = VolumeFixture.mask(set, 1);
        NiftiFile.write(mask, VolumeFixture.ball(VolumeFixture.GRID, 7));

        assertRefused(FITTING, mask.toString(), "7", "ball");
    }

    @Test
    void aVoxelThatIsNoNumber() throws IOException {
        Path image = VolumeFixture.image(set, 3);
        Volume volume = VolumeFixture.volume(VolumeFixture.GRID, 3);
        volume.values()[100] = Float.NaN;
        NiftiFile.write(image, volume);

        assertRefused(FITTING, image.toString(), "NaN");
    }

    @Test
    void aFileThatIsCutOff() throws IOException {
        Path image = DataFixture.cut(VolumeFixture.image(set, 0), 0.5);

        assertRefused(FITTING, image.toString());
    }

    @Test
    void aFileThatIsNoNifti() throws IOException {
        Path image = VolumeFixture.image(set, 0);
        VolumeFixture.rewrite(image, header -> header.put(344, (byte) 'x'));

        assertRefused(FITTING, image.toString(), "NIfTI");
    }

    @Test
    void aFileOfFourDimensions() throws IOException {
        Path image = VolumeFixture.image(set, 0);
        VolumeFixture.fourDimensions(image);

        assertRefused(FITTING, image.toString(), "20 x 18 x 8 x 2");
    }

    @Test
    void aSetInWhichNoMaskIsThere() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.delete(VolumeFixture.mask(set, i));
        }

        assertRefused(FITTING, set.toString(), "mask");
    }

    @Test
    void aPatchThatTheNetworkDoesNotTake() throws IOException {
        assertRefused(plan("patch: [16, 16, 12]"), "segmentation.patch", "multiples of 8", "16 x 16 x 12");
        assertRefused(plan("patch: [16, 16, 24], head: query"), "segmentation.patch", "multiples of 16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network: {architecture: unet3d-tiny}                 | unet3d-tiny, segmentation, shufflenet-v2-x0.5",
                "segmentation: {patch: [16, 16, 16]}                  | shufflenet-v2-x0.5, segmentation, unet3d-tiny",
                "segmentation: {patch: [16, 16]}                      | segmentation.patch, three",
                "segmentation: {prompts: a.safetensors}               | segmentation.prompts, query",
                "segmentation: {head: linear}                         | segmentation.head, convolution",
                "data: {sets: [{region: a, folder: b, classes: []}]}  | data.sets[0], classes"
            })
    void aPlanWhosePartsDoNotFit(String plan, String said) throws IOException {
        assertRefused(plan, said.split(", "));
    }

    @Test
    void aTeacherThatCannotBeRead() throws IOException {
        Path teacher = temporary.resolve("teacher.safetensors");
        String plan = FITTING + "teacher: {architecture: unet3d-tiny, file: teacher.safetensors}\n";
        assertRefused(plan, teacher.toString(), "not there", "./lorkd foundation");

        Files.writeString(teacher, "no tensors at all");
        assertRefused(plan, teacher.toString());
    }

    @Test
    void aTeacherThatDoesNotSayWhatItTellsApart() throws IOException {
        Files.move(VolumeFixture.expert(temporary), temporary.resolve("teacher.safetensors"));

        assertRefused(
                FITTING + "teacher: {architecture: unet3d-tiny, file: teacher.safetensors}\n",
                "which classes",
                "./lorkd foundation");
    }

    @Test
    void aTeacherThatLacksAClass() throws IOException {
        Path teacher = VolumeFixture.teacher(temporary.resolve("teacher.safetensors"), "torso/liver");

        assertRefused(
                FITTING + "teacher: {architecture: unet3d-tiny, file: teacher.safetensors}\n",
                teacher.toString(),
                "balls/ball",
                "torso/liver");
    }

    @Test
    void aTableOfPromptsThatLacksAClassOrHasItInAnotherWidth() throws IOException {
        String plan = plan("patch: [16, 16, 16], head: query, prompts: " + temporary.resolve("prompts.safetensors"));
        Path table = temporary.resolve("prompts.safetensors");
        assertRefused(plan, table.toString());

        VolumeFixture.prompts(table, "liver", 768);
        assertRefused(plan, table.toString(), "no prompt for ball", "768 values");

        VolumeFixture.prompts(table, "ball", 512);
        assertRefused(plan, table.toString(), "the prompt of ball", "[512]", "768 values");
    }

    @Test
    void aTaskThatIsNotThePlans() throws IOException {
        Path plan = Files.writeString(temporary.resolve("plan.yaml"), FITTING);
        List<String> line = new ArrayList<>(List.of("simulate", "--task", "classification", "--plan", plan.toString()));

        Called called = lorkd(line.toArray(String[]::new));

        assertThat(called.err()).contains("--task", "classification", "segmentation", plan.toString());
        assertThat(called.exitCode()).isEqualTo(2);
    }

    @Test
    void aSiteWhoseDataAreForTheOtherTask() throws IOException {
        Path images = DataFixture.imageFolder(temporary.resolve("skin"));
        set = images;

        assertRefused(FITTING, images.toString(), "imagesTr");
    }
}
