package io.lorkd.site.command;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.teacher.TeacherFile;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;
import io.lorkd.site.CommandFailures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;

class FoundationCommandTest {
    private static final String PLAN = """
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
            training: {batchSize: 4}
            teacher: {architecture: shufflenet-v2-x0.5, file: teacher.safetensors}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void twoRegionsOfDarkAndBrightImages() throws IOException {
        for (String region : List.of("breast", "skin")) {
            for (String split : List.of("train", "test")) {
                for (int i = 0; i < 4; i++) {
                    image("data/" + region + "/" + split + "/dark/" + i + ".png", 10 * i);
                    image("data/" + region + "/" + split + "/light/" + i + ".png", 255 - 10 * i);
                }
            }
        }
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    private void image(String name, int grey) throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 64; pixel++) {
            image.getRaster().setSample(pixel % 8, pixel / 8, 0, grey);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private String[] arguments(String... more) {
        return argumentsTo("teacher.safetensors", more);
    }

    private String[] argumentsTo(String to, String... more) {
        return Stream.concat(
                        Stream.of(
                                "--plan", folder.resolve("plan.yaml").toString(),
                                "--data", folder.resolve("data").toString(),
                                "--to", folder.resolve(to).toString()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void writesANetworkWithOneHeadOverAllRegionsClasses() {
        CommandLine command = new CommandLine(new FoundationCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));

        assertThat(command.execute(arguments("--steps", "3"))).isZero();

        Path file = folder.resolve("teacher.safetensors");
        try (TensorFile teacher = TensorFile.open(file)) {
            assertThat(teacher.tensor("fc.weight").shape()).containsExactly(4L, 1024L);
            assertThat(teacher.tensor("conv1.0.weight").shape()).containsExactly(24L, 3L, 3L, 3L);
            assertThat(TeacherCard.of(teacher.metadata(), file))
                    .contains(new TeacherCard(
                            "shufflenet-v2-x0.5",
                            Stem.SMALL,
                            List.of("breast/dark", "breast/light", "skin/dark", "skin/light")));
        }
        assertThat(out.toString())
                .contains("region breast: 2 classes", "step 3/3  loss", "average", "written: " + file);
    }

    @Test
    void goesOnFromAFileOfWeights() {
        CommandLine command = new CommandLine(new FoundationCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));
        assertThat(command.execute(arguments("--steps", "1"))).isZero();
        String first = folder.resolve("teacher.safetensors").toString();

        assertThat(command.execute(arguments("--steps", "1", "--from", first))).isZero();
        assertThat(failure("--from", folder.resolve("plan.yaml").toString()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("plan.yaml");
    }

    @Test
    void refusesWhatCannotBeTrainedBeforeItTrains() throws IOException {
        Files.writeString(folder.resolve("plan.yaml"), "name: none\n");

        assertThat(failure()).isInstanceOf(InvalidInputException.class).hasMessageContaining("no teacher section");
        assertThat(folder.resolve("teacher.safetensors")).doesNotExist();
    }

    @Test
    void refusesAPlaceThatCannotBeWritten() {
        assertThat(CommandFailures.of(
                        new FoundationCommand(), new StringWriter(), argumentsTo("nowhere/teacher.safetensors")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void putsTogetherTheHeadsOfVolumesRegions() throws IOException {
        for (String region : List.of("brain", "spine")) {
            for (int i = 0; i < 3; i++) {
                volume(region, "case" + i);
            }
        }
        Files.writeString(folder.resolve("plan.yaml"), """
                network: {architecture: unet3d-tiny}
                segmentation: {patch: [16, 16, 16]}
                training: {batchSize: 2, optimiser: adamw, learningRate: 0.001}
                teacher: {architecture: unet3d-tiny, file: teacher.safetensors}
                data:
                  heldOut: 0
                  sets:
                    - {region: brain, folder: brain, classes: [{name: left, ids: [1]}, {name: right, ids: [2]}], test: [case2]}
                    - {region: spine, folder: spine, classes: [{name: cord, ids: [1, 2]}], test: [case2]}
                """);
        CommandLine command = new CommandLine(new FoundationCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));

        assertThat(command.execute(arguments("--steps", "2"))).isZero();

        Path file = folder.resolve("teacher.safetensors");
        try (TensorFile teacher = TensorFile.open(file)) {
            assertThat(teacher.tensor("head.weight").shape()).containsExactly(3L, 16L, 1L, 1L, 1L);
            assertThat(teacher.tensor("head.bias").shape()).containsExactly(3L);
        }
        assertThat(TeacherFile.check(file, Networks.byName("unet3d-tiny", Stem.SMALL, 3))
                        .orElseThrow()
                        .classes())
                .containsExactly("brain/left", "brain/right", "spine/cord");
        assertThat(out.toString()).contains("dsc").contains("nsd").contains("average");
    }

    /** Noise, with a box of label 1 beside one of label 2. */
    private void volume(String region, String name) throws IOException {
        Grid grid = new Grid(16, 16, 16, Affine.ofSpacing(1, 1, 1));
        float[] values = new float[grid.voxels()];
        short[] labels = new short[grid.voxels()];
        Random random = new Random(name.hashCode());
        for (int voxel = 0; voxel < values.length; voxel++) {
            values[voxel] = random.nextFloat();
            int x = voxel % 16;
            labels[voxel] = (short) (x < 4 ? 1 : x < 8 ? 2 : 0);
        }
        Path data = folder.resolve("data").resolve(region);
        Files.createDirectories(data.resolve("imagesTr"));
        Files.createDirectories(data.resolve("labelsTr"));
        NiftiFile.write(data.resolve("imagesTr/" + name + ".nii.gz"), new Volume(grid, values));
        NiftiFile.write(data.resolve("labelsTr/" + name + ".nii.gz"), new Mask(grid, labels));
    }

    private Exception failure(String... more) {
        return CommandFailures.of(new FoundationCommand(), new StringWriter(), arguments(more));
    }
}
