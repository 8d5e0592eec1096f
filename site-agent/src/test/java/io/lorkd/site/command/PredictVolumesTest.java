package io.lorkd.site.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.onnx.OnnxExport;
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

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;

class PredictVolumesTest {

    /** Turned against RAS, so that what is brought back must be turned back. */
    private static final Affine TURNED =
            new Affine(List.of(0.0, -1.5, 0.0, 10.0, 2.0, 0.0, 0.0, -5.0, 0.0, 0.0, -1.0, 3.0));

    private static final Grid GRID = new Grid(20, 17, 24, TURNED);

    @TempDir
    private Path folder;

    private Path expert;
    private Path scans;
    private Path masks;
    private final StringWriter out = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        expert = ExpertFixture.write(ExpertFixture.BRAIN, folder);
        scans = Files.createDirectory(folder.resolve("scans"));
        masks = Files.createDirectory(folder.resolve("masks"));
    }

    private Path scan(String name, Grid grid) {
        Random random = new Random(name.hashCode());
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 + 20 * (float) random.nextGaussian();
        }
        Path file = scans.resolve(name);
        NiftiFile.write(file, new Volume(grid, values));
        return file;
    }

    private int predict(Path with, Object... arguments) {
        String[] line = new String[2 + arguments.length];
        line[0] = "--expert";
        line[1] = with.toString();
        for (int i = 0; i < arguments.length; i++) {
            line[2 + i] = arguments[i].toString();
        }
        return new CommandLine(new PredictCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(line);
    }

    private Exception failure(Path in, Path to) {
        return CommandFailures.of(
                new PredictCommand(),
                out,
                "--expert",
                expert.toString(),
                "--in",
                in.toString(),
                "--out",
                to.toString());
    }

    private List<String> written() throws IOException {
        try (var files = Files.list(masks)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aMaskLiesOnItsScansGridWithTheLabelsOfTheCard() throws IOException {
        Path in = scan("a.nii.gz", GRID);
        Path to = masks.resolve("a.nii.gz");

        assertThat(predict(expert, "--in", in, "--out", to, "--preview")).isZero();

        Mask mask = NiftiFile.readMask(to);
        assertThat(mask.grid()).isEqualTo(GRID);
        assertThat(labels(mask)).isSubsetOf(0, 3, 7).hasSizeGreaterThan(1);
        assertThat(out.toString()).contains("a.nii.gz", "anterior", "posterior", " ml");
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(ImageIO.read(masks.resolve("a.png").toFile())).isNotNull();
        assertThat(written()).containsExactly("a.nii.gz", "a.png");
    }

    private static List<Integer> labels(Mask mask) {
        return IntStream.range(0, mask.labels().length)
                .map(mask::label)
                .distinct()
                .boxed()
                .toList();
    }

    @Test
    void theOnnxFileGivesTheSameMask() throws IOException {
        Path onnx = folder.resolve("brain.onnx");
        OnnxExport.write(FusedExpert.open(expert), onnx);
        Path in = scan("a.nii", GRID);

        assertThat(predict(expert, "--in", in, "--out", masks.resolve("a.nii"))).isZero();
        assertThat(predict(onnx, "--in", in, "--out", masks.resolve("b.nii"))).isZero();

        short[] engine = NiftiFile.readMask(masks.resolve("a.nii")).labels();
        short[] runtime = NiftiFile.readMask(masks.resolve("b.nii")).labels();
        int different = 0;
        for (int i = 0; i < engine.length; i++) {
            different += engine[i] == runtime[i] ? 0 : 1;
        }
        assertThat(different).as("where two logits are level, rounding decides").isLessThan(engine.length / 1000);
    }

    @Test
    void aFolderIsPredictedPastItsBadFiles() throws IOException {
        scan("a.nii.gz", GRID);
        Files.writeString(scans.resolve("b.nii.gz"), "no volume");
        scan("c.nii", new Grid(20, 10, 24, TURNED));
        scan("d.nii", GRID);

        assertThat(predict(expert, "--in", scans, "--out", masks, "--format", "json"))
                .isEqualTo(1);

        assertThat(written()).containsExactly("a.nii.gz", "d.nii");
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.get("region").asText()).isEqualTo("brain");
        assertThat(answer.get("written").findValuesAsText("out"))
                .containsExactly(
                        masks.resolve("a.nii.gz").toString(),
                        masks.resolve("d.nii").toString());
        assertThat(answer.get("written").get(0).get("voxels").get("anterior").isIntegralNumber())
                .isTrue();
        assertThat(answer.get("failed").findValuesAsText("in"))
                .containsExactly(
                        scans.resolve("b.nii.gz").toString(),
                        scans.resolve("c.nii").toString());
    }

    @Test
    void whatCannotBePredictedLeavesNothing() throws IOException {
        Path good = scan("a.nii.gz", GRID);
        refused(scans.resolve("none.nii"), masks.resolve("none.nii"), "none.nii is not there");
        refused(good, masks.resolve("a.png"), "a.png", ".nii.gz");
        refused(good, folder.resolve("absent/a.nii"), "absent");
        refused(good, good, "a.nii.gz is what is read");
        refused(scans, folder.resolve("absent"), "absent", "folder");
        refused(masks, masks, "is what is read");

        Path bad = Files.write(scans.resolve("bad.nii.gz"), Arrays.copyOf(Files.readAllBytes(good), 500));
        refused(bad, masks.resolve("bad.nii.gz"), "bad.nii.gz");
        Path small = scan("small.nii", new Grid(20, 10, 24, TURNED));
        refused(small, masks.resolve("small.nii"), "small.nii", "10 x 20 x 24", "[16, 16, 16]", "segmentation.smaller");

        Files.delete(good);
        refused(scans, masks, "none of the 2 volumes");
        assertThat(written()).isEmpty();
    }

    private void refused(Path in, Path to, String... named) {
        Exception failure = failure(in, to);
        assertThat(failure).isInstanceOf(InvalidInputException.class);
        assertThat(failure.getMessage()).contains(named);
    }

    @Test
    void imagesAndVolumesAreNotMixedUp() throws IOException {
        Path in = scan("a.nii", GRID);
        assertThat(predict(expert)).isEqualTo(2);
        assertThat(predict(expert, "--in", in)).isEqualTo(2);
        assertThat(predict(expert, "--in", in, "--out", masks.resolve("a.nii"), "image.png"))
                .isEqualTo(2);
        assertThat(CommandFailures.of(new PredictCommand(), out, "--expert", expert.toString(), in.toString()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--in");
        expert = ExpertFixture.write(ExpertFixture.SKIN, folder);
        refused(in, masks.resolve("a.nii"), "classifies images");
        assertThat(written()).isEmpty();
    }

    @Test
    void anOnnxFileOfSomebodyElseIsRefused() throws IOException {
        expert = Files.writeString(folder.resolve("other.onnx"), "none");
        refused(scan("a.nii", GRID), masks.resolve("a.nii"), "other.onnx");
        expert = folder.resolve("absent.onnx");
        refused(scan("a.nii", GRID), masks.resolve("a.nii"), "absent.onnx");
    }
}
