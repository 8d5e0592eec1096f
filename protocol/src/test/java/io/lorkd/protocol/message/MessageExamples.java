package io.lorkd.protocol.message;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** At least one message of every kind. */
final class MessageExamples {
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final RoundId ROUND = new RoundId("run-1", 3, 2);
    private static final Plan WITH_TEACHER = PlanReader.parse(
            "teacher: {architecture: resnet-50, file: teacher.safetensors}\nexperts: {alpha: none}", "example");

    private MessageExamples() {}

    static List<ControlMessage> all() {
        return List.of(
                new ToCoordinator.Enrol(
                        "site-a",
                        "instance",
                        List.of(new ToCoordinator.Region("breast", List.of("benign", "malign \"é\" \u2028"), 780)),
                        "cpu"),
                new ToCoordinator.Heartbeat("site-a", "instance", Optional.empty()),
                new ToCoordinator.Heartbeat(
                        "site-a", "instance", Optional.of(new ToCoordinator.Progress(ROUND, 4096, 0, 12, Double.NaN))),
                new ToCoordinator.UpdateReady(
                        "site-a",
                        ROUND,
                        DIGEST,
                        Long.MAX_VALUE,
                        780,
                        Map.of("breast", 0.1 + 0.2, "skin", Double.NaN),
                        Map.of("accuracy.breast", Double.POSITIVE_INFINITY, "x", -0.0),
                        DIGEST),
                new ToCoordinator.Measured(
                        "site-a",
                        "run-1",
                        Measurement.AFTER_WARMUP,
                        Map.of("breast", new ToCoordinator.RegionLoss(Double.NEGATIVE_INFINITY, 0))),
                new ToCoordinator.SiteReport(
                        "site-a",
                        "run-1",
                        List.of(
                                new ToCoordinator.RegionResult(
                                        "breast",
                                        780,
                                        156,
                                        8,
                                        new Scores.Classification(0.75, Double.MIN_VALUE, OptionalDouble.empty())),
                                new ToCoordinator.RegionResult(
                                        "skin",
                                        1,
                                        0,
                                        0,
                                        new Scores.Classification(Double.NaN, Double.NaN, OptionalDouble.of(0.5))),
                                new ToCoordinator.RegionResult(
                                        "brain",
                                        208,
                                        52,
                                        8,
                                        new Scores.Segmentation(
                                                0.875,
                                                0.1 + 0.2,
                                                Map.of(
                                                        "anterior",
                                                        new Scores.Overlap(Double.NaN, 1),
                                                        "posterior \"é\"",
                                                        new Scores.Overlap(0, Double.MIN_VALUE)))))),
                new ToCoordinator.WorkFailed("site-a", ROUND, "the disk is full"),
                offer(new Work.Passes(0.5, 64)),
                offer(new Work.Steps(7, 64)),
                offer(new Work.Gradient(16, 64)),
                new ToSite.RoundClosed(ROUND, true, DIGEST, List.of("site-a", "site-b")),
                new ToSite.Recall("run-1"),
                new ToSite.Measure("run-1", Measurement.BEFORE_WARMUP, DIGEST),
                new ToSite.RunFinished("run-1", DIGEST, Map.of("breast", 8)),
                new ToSite.Excluded("run-1", "its scanner is recalibrated"),
                new ToSite.Readmitted("run-1"),
                new ToSite.RunEnded("run-1", ""),
                new ToCoordinator.AskPlan("site-1"),
                new Answer.Accepted(),
                new Answer.Enrolled("run-1", PlanReader.defaults(), Duration.ofMillis(1500)),
                new Answer.PlanShown("run-1", WITH_TEACHER),
                new Answer.Enrolled("run-1", WITH_TEACHER, Duration.ofSeconds(1)),
                new Answer.Holding(Optional.of(ROUND), Optional.empty(), OptionalInt.of(3)),
                new Answer.Holding(
                        Optional.empty(),
                        Optional.of(new ToCoordinator.UpdateReady(
                                "site-a", ROUND, DIGEST, 12, 780, Map.of("breast", 0.5), Map.of(), DIGEST)),
                        OptionalInt.empty()),
                new Answer.Wait(Duration.ofSeconds(2), "the run has not started"),
                new Answer.Refused(Refusal.SITE_ID_TAKEN, "a living site has this id"));
    }

    private static ToSite.RoundOffer offer(Work work) {
        return new ToSite.RoundOffer(
                ROUND,
                Phase.DECOMPOSITION,
                DIGEST,
                Map.of("breast", 8, "skin", 2),
                0.05,
                work,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2));
    }
}
