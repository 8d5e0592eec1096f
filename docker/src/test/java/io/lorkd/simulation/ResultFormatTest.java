package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.protocol.message.Scores;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;

class ResultFormatTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    private static SimulationResult result(RegionResult... regions) {
        return new SimulationResult("run-1", 15, 12.3456, "ab".repeat(32), 341_792, 1000, 900, 0, List.of(regions));
    }

    private static final RegionResult BREAST = new RegionResult(
            "breast", "site-breast", 780, 8, new Scores.Classification(0.75, 0.7, OptionalDouble.of(0.8)), NONE, NONE);
    private static final RegionResult SKIN =
            new RegionResult("skin", "site-skin", 60, 0, new Scores.Classification(0.25, 0.2, NONE), NONE, NONE);

    private static final RegionResult BRAIN = new RegionResult(
            "brain",
            "site-brain",
            208,
            8,
            new Scores.Segmentation(
                    0.875,
                    0.95,
                    Map.of("anterior", new Scores.Overlap(0.9, 1), "posterior", new Scores.Overlap(0.85, 0.9))),
            OptionalDouble.of(0.5),
            OptionalDouble.of(0.25));
    private static final RegionResult SPINE =
            new RegionResult("spine", "site-spine", 60, 0, new Scores.Segmentation(0.625, 0.55, Map.of()), NONE, NONE);

    @Test
    void theJsonIsOneLineWithTheKeysThatProgramsReadInTheirOrder() throws IOException {
        String line = ResultFormat.JSON.render(result(BREAST, SKIN));

        assertThat(line).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("run", "rounds", "seconds", "backbone", "bytes", "expertBytesSent", "regions");
        assertThat(json.get("backbone").fieldNames()).toIterable().containsExactly("sha256", "parameters");
        assertThat(json.get("bytes").fieldNames()).toIterable().containsExactly("down", "up");
        assertThat(json.get("regions"))
                .hasSize(2)
                .allSatisfy(region -> assertThat(region.fieldNames())
                        .toIterable()
                        .containsExactly(
                                "region", "site", "samples", "rank", "accuracy", "macroF1", "auc", "shared", "local"));
        assertThat(json.get("seconds").asDouble()).isEqualTo(12.3);
    }

    @Test
    void whatWasNotMeasuredIsNull() throws IOException {
        JsonNode skin = new ObjectMapper()
                .readTree(ResultFormat.JSON.render(result(SKIN)))
                .get("regions")
                .get(0);

        assertThat(skin.get("auc").isNull()).isTrue();
        assertThat(skin.get("shared").isNull()).isTrue();
        assertThat(skin.get("local").isNull()).isTrue();
    }

    @Test
    void theTableEndsWithTheAverageOverRegions() {
        assertThat(ResultFormat.TEXT.render(result(BREAST, SKIN)).lines())
                .containsExactly(
                        "region   site         samples  rank  accuracy  macro F1   AUC",
                        "breast   site-breast      780     8      75.0      70.0  80.0",
                        "skin     site-skin         60     -      25.0      20.0     -",
                        "average                                  50.0      45.0     -");
    }

    @Test
    void segmentationHasColumnsOfItsOwn() {
        assertThat(ResultFormat.TEXT.render(result(BRAIN, SPINE)).lines())
                .containsExactly(
                        "region   site        samples  rank   DSC   NSD  shared  local",
                        "brain    site-brain      208     8  87.5  95.0    50.0   25.0",
                        "spine    site-spine       60     -  62.5  55.0       -      -",
                        "average                             75.0  75.0       -      -");
    }

    @Test
    void segmentationHasKeysOfItsOwn() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ResultFormat.JSON.render(result(BRAIN)));

        assertThat(json.get("regions").get(0))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"region\":\"brain\",\"site\":\"site-brain\",\"samples\":208,\"rank\":8,"
                                + "\"dsc\":0.875,\"nsd\":0.95,\"classes\":{\"anterior\":{\"dsc\":0.9,\"nsd\":1.0},"
                                + "\"posterior\":{\"dsc\":0.85,\"nsd\":0.9}},\"shared\":0.5,\"local\":0.25}"));
    }

    @Test
    void theBaselinesAreColumnsOnlyWhereTheyWereTrained() {
        RegionResult compared = BREAST.withBaselines(OptionalDouble.of(0.5), OptionalDouble.of(0.625));

        assertThat(ResultFormat.TEXT.render(result(compared)).lines().toList())
                .element(0)
                .asString()
                .endsWith("shared  local");
        assertThat(ResultFormat.TEXT.render(result(compared)).lines().toList())
                .element(1)
                .asString()
                .endsWith("50.0   62.5");
    }
}
