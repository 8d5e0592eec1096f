package io.lorkd.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** A federation that segments, as it is typed, with a plan that is soon done. */
class SegmentationTest {
    @TempDir
    Path temporary;

    private int runs;

    private Called simulate(String... options) throws IOException {
        return simulateWith("", options);
    }

    private Called simulateWith(String more, String... options) throws IOException {
        Path plan = Files.writeString(temporary.resolve("plan.yaml"), """
                name: soon-done
                network: {architecture: unet3d-tiny}
                segmentation: {patch: [16, 16, 16], overlap: 0}
                normalisation: {scope: local}
                experts: {rank: 2}
                training: {optimiser: adamw, batchSize: 2, learningRate: 0.001}
                rounds: {warmup: 1, decomposition: 1, localSteps: 2, deadline: 2m}
                """ + more);
        List<String> line = new ArrayList<>(List.of("simulate", "--task", "segmentation", "--plan", plan.toString()));
        line.addAll(List.of("--out", out(++runs).toString()));
        line.addAll(List.of(options));
        Called called = lorkd(line.toArray(String[]::new));
        assertThat(called.exitCode()).as(called.err()).isZero();
        return called;
    }

    private Path out(int run) {
        return temporary.resolve("out-" + run);
    }

    private static JsonNode json(Called called) throws IOException {
        List<String> lines = called.out().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    @Test
    void phantomsEndWithARowOfScoresForEachRegionAndTheirExpertsStayAtTheSites() throws IOException {
        JsonNode result = json(simulate("--ranks", "imbalanced", "--format", "json"));

        assertThat(result.get("expertBytesSent").asLong()).isZero();
        assertThat(result.get("regions")).hasSize(3).allSatisfy(region -> {
            assertThat(region.get("dsc").asDouble()).isBetween(0.0, 1.0);
            assertThat(region.get("nsd").asDouble()).isBetween(0.0, 1.0);
            assertThat(region.get("rank").asInt()).isPositive();
            Path experts = out(1).resolve("lorkd/sites")
                    .resolve(region.get("site").asText())
                    .resolve("experts");
            String name = region.get("region").asText();
            assertThat(experts.resolve(name + ".safetensors")).isNotEmptyFile();
            JsonNode card =
                    new ObjectMapper().readTree(experts.resolve(name + ".json").toFile());
            assertThat(card.get("network").asText()).isEqualTo("unet3d-tiny");
            assertThat(card.get("patch")).hasToString("[16,16,16]");
        });
    }

    @Test
    void aDescribedSetGivesTheSameBackboneInOneJvmAndInProcesses() throws IOException {
        VolumeFixture.set(temporary.resolve("balls"));
        String sets = """
                data:
                  sets:
                    - region: ball
                      folder: balls
                      classes: [{name: ball, ids: [1]}]
                      test: ['3']
                """;
        String data = temporary.toString();

        JsonNode here = json(simulateWith(sets, "--data", data, "--format", "json"));
        JsonNode processes = json(simulateWith(sets, "--data", data, "--format", "json", "--processes"));

        assertThat(processes.get("backbone")).isEqualTo(here.get("backbone"));
        assertThat(processes.get("regions")).isEqualTo(here.get("regions"));
        assertThat(here.get("regions")).singleElement().satisfies(region -> {
            assertThat(region.get("region").asText()).isEqualTo("ball");
            assertThat(region.get("classes").has("ball")).isTrue();
        });
    }

    @Test
    void baselinesAreComparedByTheirDsc() throws IOException {
        String set = VolumeFixture.set(temporary.resolve("balls")).toString();

        String table = simulate("--data", set, "--compare").out();

        assertThat(table).contains("DSC", "NSD", "shared", "local").contains("on patches of 16 x 16 x 16 voxels");
    }
}
