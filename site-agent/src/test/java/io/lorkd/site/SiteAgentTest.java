package io.lorkd.site;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.Recall;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunEnded;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.protocol.transfer.TransferException;
import io.lorkd.site.egress.Leak;
import io.lorkd.site.train.PlannedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The site's states, against a coordinator by script and with a trainer by script. */
class SiteAgentTest {
    private static final Answer ACCEPTED = new Answer.Accepted();

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedTrainer trainer = new ScriptedTrainer();
    private StubCoordinator coordinator;
    private Path state;

    @BeforeEach
    void makeCoordinator() throws IOException {
        state = temporary.resolve("state");
        coordinator =
                new StubCoordinator(vertx, Files.createDirectory(temporary.resolve("coordinator")), TestRegions.plan());
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private SiteAgent start() {
        SiteSettings settings = new SiteSettings(SITE, state, List.of(TestRegions.region("breast", 8)), new StepLock())
                .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)));
        return result(SiteAgent.start(vertx, settings, (ofSite, context) -> trainer));
    }

    /** Enrolled, the model made. */
    private SiteAgent enrolled() {
        coordinator.listen();
        SiteAgent agent = start();
        coordinator.hears(Enrol.class);
        await().until(() -> trainer.calls.contains("open"));
        return agent;
    }

    private UpdateReady trained(int round, int attempt) {
        int before = coordinator.all(UpdateReady.class).size();
        assertThat(coordinator.tell(coordinator.offer(round, attempt))).isEqualTo(ACCEPTED);
        return coordinator.hears(UpdateReady.class, before + 1);
    }

    @Test
    void enrolsAgainUntilACoordinatorIsThere() {
        start();
        coordinator.listen();

        Enrol enrol = coordinator.hears(Enrol.class);

        assertThat(enrol.site()).isEqualTo(SITE);
        assertThat(enrol.regions()).containsExactly(new Region("breast", List.of("dark", "bright"), 8));
        assertThat(enrol.instance()).hasSize(36);
    }

    @Test
    void waitsWhereItIsAskedTo() {
        AtomicInteger asked = new AtomicInteger();
        coordinator.answer(message -> message instanceof Enrol && asked.incrementAndGet() < 3
                ? new Answer.Wait(Duration.ofMillis(1), "the coordinator is starting")
                : ACCEPTED);
        enrolled();

        assertThat(coordinator.hears(Enrol.class, 3)).isEqualTo(coordinator.hears(Enrol.class, 1));
    }

    @Test
    void waitsForTheNextRunWhereOneIsOver() {
        AtomicInteger asked = new AtomicInteger();
        coordinator.answer(message -> message instanceof Enrol && asked.incrementAndGet() < 3
                ? new Answer.Refused(Refusal.UNKNOWN_RUN, "the run is over; wait until the next one is started")
                : ACCEPTED);
        enrolled();

        coordinator.hears(Enrol.class, 3);
        assertThat(trained(1, 1).round().round()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"SCHEMA", "SITE_ID_TAKEN", "NOT_IN_PLAN"})
    void endsWithTheReasonWhereItIsNotWanted(Refusal refusal) {
        coordinator.answer(Enrol.class, new Answer.Refused(refusal, "and this is why"));
        coordinator.listen();

        SiteOutcome outcome = result(start().ended());

        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.REFUSED);
        assertThat(outcome.kind().exitCode()).isEqualTo(2);
        assertThat(outcome.reason()).contains(refusal.name()).contains("and this is why");
        assertThat(coordinator.all(Enrol.class)).hasSize(1);
    }

    @Test
    void tellsHowFarItIs() {
        trainer.holdsTraining = true;
        enrolled();
        assertThat(coordinator.hears(Heartbeat.class).progress()).isEmpty();

        coordinator.tell(coordinator.offer(1, 1));

        await().until(() -> coordinator.all(Heartbeat.class).stream()
                .anyMatch(beat ->
                        beat.progress().filter(progress -> progress.step() == 1).isPresent()));
        trainer.endTraining();
    }

    @Test
    void promotesWhatItTrainedOnceTheRoundIsCommittedWithIt() {
        enrolled();
        UpdateReady update = trained(1, 1);
        assertThat(update.samples()).isEqualTo(8);
        assertThat(update.losses()).isEqualTo(Map.of("breast", 0.7));
        assertThat(units()).isEqualTo("none");

        assertThat(coordinator.tell(coordinator.committed(1, 1, "another", SITE)))
                .isEqualTo(ACCEPTED);

        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        trained(2, 1);
        assertThat(trainer.model).as("goes on in the data where it was").isEqualTo("seed+0+8");
        assertThat(coordinator.tell(coordinator.committed(1, 1, "another", SITE)))
                .as("the same closing, said again")
                .isEqualTo(ACCEPTED);
        assertThat(units()).isEqualTo("round-1-attempt-1");
    }

    @Test
    void fallsBackWhereTheRoundIsCommittedWithoutIt() {
        enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        trained(2, 1);

        assertThat(coordinator.tell(coordinator.committed(2, 1, "another"))).isEqualTo(ACCEPTED);

        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.model).isEqualTo("seed+0");
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        assertThat(coordinator.tell(coordinator.offer(2, 1)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.ROUND_CLOSED));
    }

    @Test
    void answersAnAbandonedRoundThatIsOfferedAgainWithTheUpdateItHolds() {
        enrolled();
        UpdateReady first = trained(1, 1);
        coordinator.tell(coordinator.abandoned(1, 1));
        assertThat(trainer.model).isEqualTo("seed");

        UpdateReady second = trained(1, 2);

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.round()).isEqualTo(new RoundId(RUN, 1, 2));
        assertThat(trainer.trainings()).isEqualTo(1);
        coordinator.tell(coordinator.committed(1, 2, SITE));
        assertThat(trainer.model).as("what was promoted is in the model again").isEqualTo("seed+0");
    }

    @Test
    void trainsAnewWhereTheWorkIsAnother() {
        enrolled();
        UpdateReady first = trained(1, 1);
        coordinator.tell(coordinator.abandoned(1, 1));

        coordinator.tell(new RoundOffer(
                new RoundId(RUN, 1, 2),
                coordinator.offer(1, 2).phase(),
                coordinator.backbone(99),
                Map.of("breast", 8),
                0.05,
                coordinator.offer(1, 2).work(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1)));
        UpdateReady second = coordinator.hears(UpdateReady.class, 2);

        assertThat(trainer.trainings()).isEqualTo(2);
        assertThat(state.resolve("outbox")).isDirectoryContaining(file -> file.endsWith(second.digest()));
        assertThat(first.round().attempt()).isEqualTo(1);
    }

    @Test
    void aRepeatedOfferIsTrainedOnceAndAnsweredAgain() {
        trainer.holdsTraining = true;
        enrolled();
        RoundOffer offer = coordinator.offer(1, 1);
        assertThat(coordinator.tell(offer)).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(offer)).isEqualTo(ACCEPTED);
        await().until(() -> trainer.trainings() == 1);
        trainer.endTraining();
        coordinator.hears(UpdateReady.class);

        assertThat(coordinator.tell(offer)).isEqualTo(ACCEPTED);

        assertThat(coordinator.hears(UpdateReady.class, 2)).isEqualTo(coordinator.hears(UpdateReady.class, 1));
        assertThat(trainer.trainings()).isEqualTo(1);
    }

    @Test
    void aRoundThatIsClosedWhileItTrainsIsCancelled() {
        trainer.holdsTraining = true;
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);

        assertThat(coordinator.tell(coordinator.committed(1, 1, "another"))).isEqualTo(ACCEPTED);

        await().until(() -> trainer.calls.contains("restore"));
        assertThat(trainer.model).isEqualTo("seed");
        trainer.holdsTraining = false;
        assertThat(trained(2, 1).round().round()).isEqualTo(2);
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
        assertThat(state.resolve("units")).isDirectoryNotContaining("glob:**/round-1-*");
    }

    @Test
    void aLaterOfferTakesThePlaceOfTheWorkUnderWay() {
        trainer.holdsTraining = true;
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);
        trainer.holdsTraining = false;

        assertThat(coordinator.tell(coordinator.offer(2, 1))).isEqualTo(ACCEPTED);

        assertThat(coordinator.hears(UpdateReady.class).round()).isEqualTo(new RoundId(RUN, 2, 1));
    }

    @Test
    void announcesAnUpdateUntilItIsStaged() {
        AtomicInteger announced = new AtomicInteger();
        coordinator.answer(message -> message instanceof UpdateReady && announced.incrementAndGet() < 3
                ? new Answer.Refused(Refusal.TRANSFER_FAILED, "the line was cut")
                : ACCEPTED);
        enrolled();
        trained(1, 1);

        assertThat(coordinator.hears(UpdateReady.class, 3)).isEqualTo(coordinator.hears(UpdateReady.class, 1));
    }

    @Test
    void enrolsAgainWhereItIsUnknownAndGoesOn() {
        AtomicInteger beats = new AtomicInteger();
        coordinator.answer(message -> message instanceof Heartbeat && beats.incrementAndGet() == 2
                ? new Answer.Refused(Refusal.UNKNOWN_SITE, "who is this?")
                : ACCEPTED);
        enrolled();
        trained(1, 1);

        coordinator.hears(Enrol.class, 2);

        coordinator.tell(coordinator.committed(1, 1, SITE));
        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.calls).containsOnlyOnce("open");
    }

    @Test
    void goesOverToAnotherRunWhereTheCoordinatorHasOne() {
        enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        coordinator.changeRun("run-2");
        AtomicInteger beats = new AtomicInteger();
        coordinator.answer(message -> message instanceof Heartbeat && beats.incrementAndGet() == 1
                ? new Answer.Refused(Refusal.UNKNOWN_SITE, "who is this?")
                : ACCEPTED);

        await().until(() -> coordinator.tell(coordinator.offer(1, 1)).equals(ACCEPTED));

        assertThat(coordinator.hears(UpdateReady.class, 2).round()).isEqualTo(new RoundId("run-2", 1, 1));
        assertThat(trainer.model).isEqualTo("seed+0");
    }

    @Test
    void refusesTheWordsOfAnotherRun() {
        enrolled();

        Answer answer = coordinator.tell(new RunEnded("another-run", "over"));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNKNOWN_RUN));
    }

    @Test
    void reportsWorkThatFailedAndTakesTheNextOffer() {
        trainer.fails = true;
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));

        assertThat(coordinator.hears(WorkFailed.class))
                .isEqualTo(new WorkFailed(SITE, new RoundId(RUN, 1, 1), "out of memory on the accelerator"));

        await().until(() -> trainer.calls.contains("restore"));
        trainer.fails = false;
        assertThat(trained(1, 2).round().attempt()).isEqualTo(2);
        assertThat(state.resolve("work")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Leak.class)
    void aLeakingTrainerIsCaughtAndItsRoundFails(Leak leak) {
        trainer.tampering = update -> leak.into(update, PlannedModel.manifest(TestRegions.plan()));
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));

        assertThat(coordinator.hears(WorkFailed.class).reason()).contains("may not leave the site");

        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        assertThat(state.resolve("work")).isEmptyDirectory();
        assertThat(units()).isEqualTo("none");
    }

    @Test
    void aReportThatSpeaksOfSomethingElseIsCaughtToo() {
        trainer.losses = Map.of("patient-0815", 0.7);
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));

        assertThat(coordinator.hears(WorkFailed.class).reason())
                .contains("may not leave the site")
                .doesNotContain("0815");
        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
    }

    @Test
    void onlyTheCoordinatorMayPullAndOnlyAnUpdate() {
        enrolled();
        UpdateReady update = trained(1, 1);

        assertThat(result(coordinator.pull(update, "coordinator"))).hasSize(update.bytes());
        assertThatThrownBy(() -> result(coordinator.pull(update, "another")))
                .isInstanceOfSatisfying(
                        TransferException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(TransferException.Kind.REFUSED));
        String backbone = coordinator.backbone(1);
        UpdateReady asked =
                new UpdateReady(SITE, update.round(), backbone, update.bytes(), 8, Map.of(), Map.of(), "0".repeat(64));
        assertThatThrownBy(() -> result(coordinator.pull(asked, "coordinator"))).isInstanceOf(TransferException.class);
    }

    @Test
    void measuresAndThenTakesTheOfferThatCameMeanwhile() {
        enrolled();
        Measure measure = new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1));
        assertThat(coordinator.tell(measure)).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(coordinator.offer(1, 1))).isEqualTo(ACCEPTED);

        assertThat(coordinator.hears(Measured.class).losses()).containsOnlyKeys("breast");
        coordinator.hears(UpdateReady.class);
    }

    @Test
    void measuresAgainWhereTheDiskWasFull() {
        trainer.failingMeasurements.set(3);
        enrolled();

        coordinator.tell(new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1)));

        assertThat(coordinator.hears(Measured.class).losses()).containsOnlyKeys("breast");
    }

    @Test
    void goesOnWithoutAMeasurementThatTheCoordinatorDidNotWaitFor() {
        trainer.failingMeasurements.set(Integer.MAX_VALUE);
        enrolled();

        coordinator.tell(new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1)));
        coordinator.tell(coordinator.offer(1, 1));

        coordinator.hears(UpdateReady.class);
    }

    @Test
    void finishesWithAReportAndTheExpertsFolder() {
        SiteAgent agent = enrolled();

        assertThat(coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8))))
                .isEqualTo(ACCEPTED);

        SiteOutcome outcome = result(agent.ended());
        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.FINISHED);
        assertThat(outcome.experts()).isEqualTo(state.resolve("experts"));
        assertThat(coordinator.hears(SiteReport.class).regions()).isEqualTo(outcome.regions());
        assertThat(trainer.calls).contains("close");
    }

    @Test
    void saysSoWhereTheReportIsRefused() {
        coordinator.answer(SiteReport.class, new Answer.Refused(Refusal.UNKNOWN_RUN, "that run is over"));
        SiteAgent agent = enrolled();
        coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8)));

        SiteOutcome outcome = result(agent.ended());

        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.FAILED);
        assertThat(outcome.reason()).contains("that run is over");
    }

    @Test
    void isBusyWhileItFinishes() {
        coordinator.answer(SiteReport.class, new Answer.Wait(Duration.ofMinutes(1), "not yet"));
        enrolled();
        coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8)));
        coordinator.hears(SiteReport.class);

        assertThat(coordinator.tell(coordinator.offer(1, 1)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.BUSY));
    }

    @Test
    void endsWhereTheRunHasEnded() {
        SiteAgent agent = enrolled();

        assertThat(coordinator.tell(new RunEnded(RUN, "too few sites"))).isEqualTo(ACCEPTED);

        SiteOutcome outcome = result(agent.ended());
        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.ENDED);
        assertThat(outcome.reason()).contains("too few sites");
    }

    @Test
    void closingGivesTheStateFolderBackAndASecondAgentGoesOnFromThePromotedUnit() {
        SiteAgent first = enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        assertThatThrownBy(this::start).isInstanceOf(RunFailedException.class).hasMessageContaining(state.toString());

        result(first.close());
        result(first.close());
        assertThat(result(first.ended()).kind()).isEqualTo(SiteOutcome.Kind.CLOSED);
        trainer.model = "gone";
        start();

        await().atMost(10, TimeUnit.SECONDS).until(() -> trainer.model.equals("seed+0"));
        assertThat(coordinator.hears(Enrol.class, 2)).isEqualTo(coordinator.hears(Enrol.class, 1));
    }

    private SiteAgent restarted(SiteAgent agent) {
        result(agent.close());
        int before = coordinator.all(Enrol.class).size();
        SiteAgent next = start();
        coordinator.hears(Enrol.class, before + 1);
        return next;
    }

    @Test
    void anUpdateThatIsReadyOutlivesARestartAndIsNotTrainedAgain() {
        SiteAgent agent = enrolled();
        UpdateReady update = trained(1, 1);
        int announced = coordinator.all(UpdateReady.class).size();

        restarted(agent);

        assertThat(coordinator.hears(UpdateReady.class, announced + 1)).isEqualTo(update);
        assertThat(result(coordinator.pull(update, "coordinator"))).hasSize(update.bytes());
        assertThat(coordinator.tell(coordinator.offer(1, 1))).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE))).isEqualTo(ACCEPTED);
        assertThat(trainer.trainings()).isEqualTo(1);
        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.model).isEqualTo("seed+0");
    }

    @Test
    void anUpdateOfAnAbandonedRoundOutlivesARestartToo() {
        SiteAgent agent = enrolled();
        UpdateReady update = trained(1, 1);
        coordinator.tell(coordinator.abandoned(1, 1));
        restarted(agent);
        int announced = coordinator.all(UpdateReady.class).size();

        coordinator.tell(coordinator.offer(1, 2));

        await().until(() -> coordinator.all(UpdateReady.class).stream()
                .anyMatch(said -> said.round().attempt() == 2));
        assertThat(coordinator.hears(UpdateReady.class, announced + 1).digest()).isEqualTo(update.digest());
        assertThat(trainer.trainings()).isEqualTo(1);
    }

    @Test
    void saysWhatItHoldsInEveryState() {
        Recall recall = new Recall(RUN);
        trainer.holdsTraining = true;
        enrolled();
        assertThat(coordinator.tell(recall))
                .isEqualTo(new Answer.Holding(Optional.empty(), Optional.empty(), OptionalInt.empty()));

        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);
        assertThat(coordinator.tell(recall))
                .isEqualTo(
                        new Answer.Holding(Optional.of(new RoundId(RUN, 1, 1)), Optional.empty(), OptionalInt.empty()));

        trainer.endTraining();
        UpdateReady update = coordinator.hears(UpdateReady.class);
        assertThat(coordinator.tell(recall))
                .isEqualTo(new Answer.Holding(Optional.empty(), Optional.of(update), OptionalInt.empty()));

        coordinator.tell(coordinator.committed(1, 1, SITE));
        assertThat(coordinator.tell(recall))
                .isEqualTo(new Answer.Holding(Optional.empty(), Optional.empty(), OptionalInt.of(1)));

        UpdateReady second = trained(2, 1);
        coordinator.tell(coordinator.abandoned(2, 1));
        assertThat(coordinator.tell(recall))
                .isEqualTo(new Answer.Holding(Optional.empty(), Optional.of(second), OptionalInt.of(1)));
        assertThat(coordinator.tell(new Recall("another-run"))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void saysWhatItHoldsOnlyOnceItKnowsAfterARestart() {
        SiteAgent agent = enrolled();
        UpdateReady update = trained(1, 1);
        result(agent.close());
        trainer.holdOpening();
        start();
        coordinator.hears(Enrol.class, 2);
        Future<Answer> asked = coordinator.asks(new Recall(RUN));
        await().until(() -> trainer.calls.stream().filter("open"::equals).count() == 2);
        assertThat(asked.isComplete()).isFalse();

        trainer.endOpening();

        assertThat(result(asked))
                .isEqualTo(new Answer.Holding(Optional.empty(), Optional.of(update), OptionalInt.empty()));
    }

    @Test
    void closingSuspendsTheWorkSoThatItGoesOnLater() {
        trainer.holdsTraining = true;
        SiteAgent agent = enrolled();
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);

        result(agent.close());

        assertThat(trainer.calls).contains("suspend").doesNotContain("cancel");
        assertThat(coordinator.all(WorkFailed.class)).as("nothing is told").isEmpty();
    }

    @Test
    void workOnARoundThatIsAbandonedIsSuspendedAndOnOneThatIsCommittedCancelled() {
        trainer.holdsTraining = true;
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);
        coordinator.tell(coordinator.abandoned(1, 1));
        await().until(() -> trainer.calls.contains("restore"));
        assertThat(trainer.calls).contains("suspend").doesNotContain("cancel");

        coordinator.tell(coordinator.offer(1, 2));
        await().until(() -> trainer.trainings() == 2);
        coordinator.tell(coordinator.committed(1, 2, "another"));

        await().until(() -> trainer.calls.contains("cancel"));
        trainer.endTraining();
    }

    @Test
    void aSiteThatMissedRoundsTakesTheNextOneFromItsLastPromotedUnit() {
        SiteAgent agent = enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        trained(2, 1);
        restarted(agent); // rounds 2 to 4 are committed without it, and it hears of none

        assertThat(coordinator.tell(coordinator.offer(5, 1))).isEqualTo(ACCEPTED);

        await().until(() -> coordinator.all(UpdateReady.class).stream()
                .anyMatch(said -> said.round().round() == 5));
        assertThat(trainer.model).isEqualTo("seed+0+8");
        coordinator.tell(coordinator.committed(5, 1, SITE));
        assertThat(units()).isEqualTo("round-5-attempt-1");
    }

    @Test
    void pullsGoOnWhereAnEarlierProcessWasCutAndOtherLeftoversAreRemoved() throws IOException {
        String digest = coordinator.backbone(1);
        byte[] whole = Files.readAllBytes(temporary.resolve("coordinator").resolve("backbone-1"));
        int half = whole.length / 2;
        Path backbones = Files.createDirectories(state.resolve("backbones"));
        Files.write(backbones.resolve(digest + ".part"), Arrays.copyOf(whole, half));
        Files.writeString(backbones.resolve("x.tmp"), "left over");
        Files.writeString(state.resolve("held.json.writing"), "left over");
        Files.createDirectories(state.resolve("checkpoints").resolve("writing"));
        enrolled();

        trained(1, 1);

        assertThat(coordinator.bytesServed()).isEqualTo(whole.length - half);
        assertThat(backbones).isDirectoryNotContaining("glob:**/x.tmp");
        assertThat(state.resolve("held.json.writing")).doesNotExist();
        assertThat(state.resolve("checkpoints"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void aBackboneThatCannotBePulledYetIsWaitedForAndHeartbeatsSayHowMuchIsHere() throws IOException {
        trainer.holdsTraining = true;
        enrolled();
        RoundOffer offer = coordinator.offer(1, 1);
        coordinator.revoke(offer.backbone());
        assertThat(coordinator.tell(offer)).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(new Recall(RUN)))
                .isEqualTo(new Answer.Holding(Optional.of(offer.round()), Optional.empty(), OptionalInt.empty()));
        await().until(() -> coordinator.all(Heartbeat.class).stream()
                .anyMatch(beat -> beat.progress()
                        .filter(progress -> progress.pulledBytes() == 0)
                        .isPresent()));

        coordinator.backbone(1);

        long bytes = Files.size(temporary.resolve("coordinator").resolve("backbone-1"));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> coordinator.all(Heartbeat.class).stream()
                        .anyMatch(beat -> beat.progress()
                                .filter(progress -> progress.pulledBytes() == bytes)
                                .isPresent()));
        trainer.endTraining();
        coordinator.hears(UpdateReady.class);
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }

    @Test
    void aRoundThatIsClosedWhileItsBackboneIsWaitedForIsLeft() {
        enrolled();
        RoundOffer offer = coordinator.offer(1, 1);
        coordinator.revoke(offer.backbone());
        coordinator.tell(offer);

        assertThat(coordinator.tell(coordinator.committed(1, 1, "another"))).isEqualTo(ACCEPTED);

        assertThat(trained(2, 1).round().round()).isEqualTo(2);
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }

    @Test
    void goesOnBeatingWhereItIsAskedToWaitOrNobodyAnswers() {
        coordinator.answer(Heartbeat.class, new Answer.Wait(Duration.ofMillis(1), "recovering"));
        enrolled();
        coordinator.hears(Heartbeat.class, 3);
        result(coordinator.close());
        StubCoordinator next = new StubCoordinator(vertx, temporary.resolve("coordinator"), TestRegions.plan());
        next.listen();

        next.hears(Heartbeat.class, 3);

        assertThat(next.all(Enrol.class)).as("it is still enrolled").isEmpty();
    }

    @Test
    void aPromotionThatTheDiskDoesNotTakeIsDoneWhenItIsToldAgain() throws IOException {
        enrolled();
        trained(1, 1);
        Path inTheWay = Files.createDirectories(state.resolve("units").resolve("promoted.writing"));

        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.BUSY));
        assertThat(units()).isEqualTo("none");

        Files.delete(inTheWay);
        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE))).isEqualTo(ACCEPTED);
        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.model).isEqualTo("seed+0");
    }

    @Test
    void workThatTheDiskDoesNotTakeForAMomentIsDoneAgainFromTheSamePlace() throws IOException {
        enrolled();
        Path inTheWay = Files.createDirectories(state.resolve("held.json.writing"));
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() >= 2);
        Files.delete(inTheWay);

        coordinator.hears(UpdateReady.class);

        assertThat(trainer.model).isEqualTo("seed+0");
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }

    @Test
    void aSiteThatStartsAgainBeforeItsReportIsTakenReportsAgain() {
        coordinator.answer(SiteReport.class, new Answer.Wait(Duration.ofMillis(5), "not yet"));
        SiteAgent agent = enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        RunFinished finished = new RunFinished(RUN, coordinator.backbone(2), Map.of("breast", 8));
        coordinator.tell(finished);
        SiteReport report = coordinator.hears(SiteReport.class);

        SiteAgent again = restarted(agent);
        coordinator.answer(message -> ACCEPTED);
        coordinator.tell(finished);

        assertThat(result(again.ended()).kind()).isEqualTo(SiteOutcome.Kind.FINISHED);
        assertThat(coordinator.all(SiteReport.class)).hasSizeGreaterThan(1).containsOnly(report);
    }

    @Test
    void anUpdateThatCannotBeWrittenDownIsNotServedAndItsWorkFails() throws IOException {
        enrolled();
        Files.createDirectories(state.resolve("held.json.writing"));
        coordinator.tell(coordinator.offer(1, 1));

        coordinator.hears(WorkFailed.class);

        await().until(() -> trainer.calls.contains("restore"));
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
    }

    @Test
    void withABufferItGoesOnThroughTheEndsOfRoundsThatItIsNotInAndPromotesWhereItCounts() throws IOException {
        result(coordinator.closeBlobs());
        coordinator = new StubCoordinator(
                vertx, Files.createDirectory(temporary.resolve("buffered")), TestRegions.bufferedPlan());
        trainer.holdsTraining = true;
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() == 1);
        assertThat(coordinator.tell(coordinator.committed(1, 1, "another"))).isEqualTo(ACCEPTED);
        trainer.endTraining();
        coordinator.hears(UpdateReady.class);
        assertThat(coordinator.tell(coordinator.committed(2, 1, "another"))).isEqualTo(ACCEPTED);
        assertThat(units()).isEqualTo("none");

        assertThat(coordinator.tell(coordinator.committed(3, 1, "another", SITE)))
                .isEqualTo(ACCEPTED);

        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.model).isEqualTo("seed+0");
        assertThat(trained(4, 1).round().round()).isEqualTo(4);
        assertThat(trainer.model).isEqualTo("seed+0+8");
    }

    private String units() {
        Path pointer = state.resolve("units").resolve("promoted");
        try {
            return Files.exists(pointer) ? Files.readString(pointer) : "none";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
