package io.lorkd.site.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Digests;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FineTuneCommandTest {

    @TempDir
    private Path folder;

    private Path expert;
    private final StringWriter out = new StringWriter();

    /** Classes of the expert's names, which it cannot tell apart yet. */
    @BeforeEach
    void darkAndBrightImages() throws IOException {
        expert = ExpertFixture.write(ExpertFixture.SKIN, folder);
        for (String split : List.of("train", "test")) {
            for (int i = 0; i < 8; i++) {
                image("data/" + split + "/ill/" + i + ".png", 5 * i);
                image("data/" + split + "/well/" + i + ".png", 255 - 5 * i);
            }
        }
    }

    private void image(String name, int grey) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 256; pixel++) {
            image.getRaster().setSample(pixel % 16, pixel / 16, 0, grey);
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private String[] arguments(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--data", folder.resolve("data").toString(),
                                "--to", folder.resolve("moles.safetensors").toString(),
                                "--learning-rate", "0.001",
                                "--batch", "8",
                                "--steps", "6"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private int tune(String... more) {
        return new CommandLine(new FineTuneCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(arguments(more));
    }

    @Test
    void anExpertOfTheSameClassesGoesOnFromItsHead() throws IOException {
        assertThat(tune("--expert", expert.toString(), "--format", "json")).isZero();

        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.get("headKept").asBoolean()).isTrue();
        assertThat(answer.get("after").get("accuracy").asDouble())
                .isGreaterThanOrEqualTo(answer.get("before").get("accuracy").asDouble());
        FusedExpert tuned = FusedExpert.open(folder.resolve("moles.safetensors"));
        assertThat(tuned.card())
                .extracting(ExpertCard::region, ExpertCard::rank, ExpertCard::classNames, ExpertCard::backboneSha256)
                .containsExactly("moles", 0, List.of("ill", "well"), Digests.sha256(expert));
    }

    @Test
    void aRateOfNothingLeavesTheExpertAsItWas() throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments("--expert", expert.toString())));
        line.set(line.indexOf("0.001"), "1e-30");
        assertThat(new CommandLine(new FineTuneCommand())
                        .setOut(new PrintWriter(out))
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(line.toArray(String[]::new)))
                .isZero();

        assertThat(head(folder.resolve("moles.safetensors"))).containsExactly(head(expert), within(1e-6));
        assertThat(out.toString()).contains("before:  accuracy", "step 6/6", "after:  accuracy", "written: ");
    }

    private static double[] head(Path expert) {
        try (var file = TensorFile.open(expert)) {
            return file.doubles(FusedExpert.LINEAR_WEIGHT);
        }
    }

    @Test
    void whereNoRegionMatchesABackboneOrNothingIsBegunFrom() throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 16}\n");
        Path backbone = Files.copy(expert, folder.resolve("backbone.safetensors"));
        for (List<String> start : List.of(List.of("--backbone", backbone.toString()), List.of("--from-scratch"))) {
            String[] more = Stream.concat(start.stream(), Stream.of("--plan", plan.toString()))
                    .toArray(String[]::new);
            assertThat(tune(more)).isZero();
        }
        assertThat(out.toString()).contains("(with a new head)");
        assertThat(tune("--from-scratch")).as("no plan").isEqualTo(2);
    }

    @Test
    void aBackboneWhoseNormalisationStayedAtTheSitesBeginsItAnew() throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                "network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 16}\n");
        Network network = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);
        Path backbone = folder.resolve("backbone.safetensors");
        Initialiser.backbone(BackboneManifest.of(network, false, Dtype.F32), network, 5, backbone);

        assertThat(tune("--backbone", backbone.toString(), "--plan", plan.toString()))
                .isZero();

        try (TensorFile tuned = TensorFile.open(folder.resolve("moles.safetensors"));
                TensorFile begun = TensorFile.open(backbone)) {
            assertThat(tuned.doubles("conv1.0.weight")).containsExactly(begun.doubles("conv1.0.weight"), within(0.02));
            // after six steps the mean of what was seen is no longer the 0 that it began with
            assertThat(Arrays.stream(tuned.doubles("conv1.1.running_mean"))).anyMatch(mean -> mean != 0);
        }
    }

    @Test
    void whatCannotBeUsedLeavesNothing() throws IOException {
        refused("none.json", "--expert", folder.resolve("none.safetensors").toString());
        Files.writeString(expert, "no tensors");
        refused("skin.safetensors", "--expert", expert.toString());
        assertThat(folder.resolve("moles.safetensors")).doesNotExist();
        assertThat(folder.resolve("moles.json")).doesNotExist();
    }

    private void refused(String named, String... more) {
        assertThat(CommandFailures.of(new FineTuneCommand(), out, arguments(more)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(named);
    }
}
