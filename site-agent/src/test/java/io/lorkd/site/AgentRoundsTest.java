package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Work on rounds, and what becomes of it. */
class AgentRoundsTest extends AgentFixture {
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
}
