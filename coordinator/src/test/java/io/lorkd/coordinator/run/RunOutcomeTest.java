package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;

class RunOutcomeTest {
    @TempDir
    Path folder;

    @Test
    void readsTheScoresOfEitherTaskAsTheyWereWritten() {
        Scores classification = new Scores.Classification(0.75, Double.NaN, OptionalDouble.of(0.5));
        Scores segmentation = new Scores.Segmentation(0.875, 0.95, Map.of("front", new Scores.Overlap(0.25, 1)));
        RunOutcome outcome = new RunOutcome(
                "run",
                RunOutcome.State.FINISHED,
                "",
                4,
                "ab".repeat(32),
                folder.resolve("backbone"),
                10,
                new RunOutcome.Bytes(1, 2, 0),
                Map.of("skin", 8),
                List.of(new SiteReport(
                        "a",
                        "run",
                        List.of(
                                new RegionResult("skin", 10, 5, 8, classification),
                                new RegionResult("brain", 10, 5, 8, segmentation)))));
        Path file = folder.resolve(RunOutcome.FILE);

        outcome.write(file);

        assertThat(RunOutcome.read(file)).isEqualTo(outcome);
    }
}
