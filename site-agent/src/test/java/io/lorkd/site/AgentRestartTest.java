package io.lorkd.site;

import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.Recall;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What a site goes on with after it was closed. */
class AgentRestartTest extends AgentFixture {
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
}
