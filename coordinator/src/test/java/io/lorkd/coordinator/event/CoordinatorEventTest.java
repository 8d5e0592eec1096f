package io.lorkd.coordinator.event;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;

class CoordinatorEventTest {
    @Test
    void aReportNamesTheScoresOfItsTask() {
        Scores classification = new Scores.Classification(0.75, 0.5, OptionalDouble.empty());
        Scores segmentation =
                new Scores.Segmentation(0.8751, 0.95, Map.of("anterior", new Scores.Overlap(0.25, 0.125)));

        assertThat(new SiteEvent.SiteReported(
                                "a", List.of(result("skin", classification), result("breast", classification)))
                        .sentence())
                .isEqualTo("Site a reports skin accuracy 0.750, breast accuracy 0.750.");
        assertThat(new SiteEvent.SiteReported("a", List.of(result("hippocampus", segmentation))).sentence())
                .isEqualTo("Site a reports hippocampus dsc 0.875, nsd 0.950.");
    }

    @Test
    void needsTheMoreAttentionTheLessWentWell() {
        RoundId round = new RoundId("run", 1, 1);

        assertThat(new RunEvent.StateEntered("run", "Warmup").severity()).isEqualTo(Severity.INFO);
        assertThat(new RunEvent.RunResumed("run").severity()).isEqualTo(Severity.NOTICE);
        assertThat(new WorkEvent.WorkFailed("a", round, "no memory").severity()).isEqualTo(Severity.WARNING);
        assertThat(new RunEvent.RunFailed("run", "why").severity()).isEqualTo(Severity.ERROR);
    }

    private static RegionResult result(String region, Scores scores) {
        return new RegionResult(region, 10, 5, 8, scores);
    }
}
