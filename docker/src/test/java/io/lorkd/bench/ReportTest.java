package io.lorkd.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.bench.machine.Machine;
import org.junit.jupiter.api.Test;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {

    private static final Row ROW = new Row(
            Suite.STEP,
            "28 pixels, mixed",
            2,
            Map.of("plain", List.of(10.0, 40.0, 20.0), "experts", List.of(15.0, 80.0, 28.0)));

    private static final Report REPORT = new Report(
            LocalDate.of(2026, 1, 2), new Machine("A processor", 2, "A Java", "Linux", 0.5), Effort.FULL, List.of(ROW));

    @Test
    void aRatioIsTheMedianOfTheRoundsOwnRatios() {
        assertThat(ROW.ratio("experts")).isEqualTo(1.5);
        assertThat(ROW.milliseconds("experts")).isEqualTo(28.0);
    }

    @Test
    void anEvenNumberOfRoundsTakesTheMeanOfTheMiddleTwo() {
        Row row = new Row(Suite.STEP, "any", 1, Map.of("plain", List.of(1.0, 1.0), "experts", List.of(2.0, 3.0)));
        assertThat(row.ratio("experts")).isEqualTo(2.5);
    }

    @Test
    void textIsAMarkdownTableUnderWhatItWasMeasuredOn() {
        assertThat(ReportFormat.TEXT.render(REPORT).lines())
                .contains("Measured on 2026-01-02 on A processor, 2 cores, Linux, A Java; load 0.5 before;")
                .containsSequence(
                        "| training step    | threads | plain, ms | experts |",
                        "|------------------|--------:|----------:|--------:|",
                        "| 28 pixels, mixed |       2 |     20.00 |    1.50 |");
    }

    @Test
    void jsonIsOneLineWithTimesAndRatios() throws Exception {
        String json = ReportFormat.JSON.render(REPORT);
        assertThat(json).doesNotContain("\n");
        JsonNode row = new ObjectMapper().readTree(json).path("rows").path(0);
        assertThat(row.path("benchmark").asText()).isEqualTo("step");
        assertThat(row.path("threads").asInt()).isEqualTo(2);
        assertThat(row.path("milliseconds").path("plain").asDouble()).isEqualTo(20);
        assertThat(row.path("ratioToPlain").path("experts").asDouble()).isEqualTo(1.5);
    }
}
