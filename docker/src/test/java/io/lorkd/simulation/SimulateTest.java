package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.data.Phantoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The command as it is typed, on phantoms, with a plan that is soon done. */
class SimulateTest {

    @TempDir
    Path temporary;

    private int runs;

    private JsonNode simulate(String... options) throws IOException {
        Path plan = Files.writeString(temporary.resolve("plan.yaml"), """
                name: soon-done
                network: {imageSize: 16}
                experts: {rank: 2}
                training: {batchSize: 32, learningRate: 0.01}
                rounds: {warmup: 1, decomposition: 1, localSteps: 1, deadline: 1m}
                """);
        List<String> line = new ArrayList<>(List.of(options));
        line.addAll(List.of(
                "--plan",
                plan.toString(),
                "--format",
                "json",
                "--out",
                out(runs++).toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new SimulateCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line.toArray(String[]::new));
        assertThat(exitCode).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    private Path out(int run) {
        return temporary.resolve("out-" + run);
    }

    private static String backbone(JsonNode result) {
        return result.get("backbone").get("sha256").asText();
    }

    @Test
    void theSameSeedGivesTheSameBackboneInOneJvmAndInProcesses() throws IOException {
        String first = backbone(simulate());

        assertThat(backbone(simulate())).as("once more").isEqualTo(first);
        assertThat(backbone(simulate("--processes"))).as("in processes").isEqualTo(first);
        assertThat(backbone(simulate("--seed", "2"))).as("another seed").isNotEqualTo(first);
    }

    @Test
    void itEndsWithARowForEachRegionAndAnExpertAtEachSite() throws IOException {
        JsonNode result = simulate("--compare", "--ranks", "imbalanced", "--exchange", "gradients", "--rounds", "3");

        assertThat(result.get("rounds").asInt()).isEqualTo(3);
        assertThat(result.get("expertBytesSent").asLong()).isZero();
        long file = Files.size(Stream.of("coordinator", "blobs")
                .reduce(out(0).resolve("lorkd"), Path::resolve, (a, b) -> a)
                .resolve(backbone(result)));
        assertThat(result.get("bytes").get("up").asLong()).isEqualTo(3 * 4 * file);
        assertThat(result.get("bytes").get("down").asLong())
                .as("each site pulls the first backbone and every next one")
                .isEqualTo(4 * 4 * file);
        assertThat(result.get("regions")).hasSize(4).allSatisfy(region -> {
            assertThat(Phantoms.regions()).contains(region.get("region").asText());
            assertThat(region.get("rank").asInt()).isPositive();
            assertThat(region.get("samples").asInt()).isPositive();
            assertThat(region.get("shared").asDouble()).isBetween(0.0, 1.0);
            assertThat(region.get("local").asDouble()).isBetween(0.0, 1.0);
            Path expert = out(0).resolve("lorkd/sites/" + region.get("site").asText() + "/experts/"
                    + region.get("region").asText() + ".safetensors");
            assertThat(expert).isNotEmptyFile();
        });
    }
}
