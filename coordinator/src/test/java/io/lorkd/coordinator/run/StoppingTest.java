package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.replay.Replay;
import io.lorkd.coordinator.replay.ReplayedRound;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class StoppingTest extends FederationFixture {
    private static final String REASON = "stopped by ada: the data are of another study";

    private final List<ToSite.RoundOffer> kept = new CopyOnWriteArrayList<>();

    /** Site b keeps what it is offered from the second round on. */
    private List<StubSite> startUntilTheSecondRoundIsOpen(String plan) throws Exception {
        federation = new TestFederation(Plans.with(plan), folder);
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> {
            if (offer.round().round() == 1) {
                self.contribute(offer);
            } else {
                kept.add(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> !kept.isEmpty());
        return sites;
    }

    private void stop() throws Exception {
        get(federation.scheduler.stop("the data are of another study", "ada"));
    }

    @Test
    void endsTheRunAndKeepsWhatWasCommitted() throws Exception {
        List<StubSite> sites = startUntilTheSecondRoundIsOpen("rounds: {warmup: 0, decomposition: 3, sites: 2}");

        stop();

        RunOutcome outcome = federation.outcome();
        assertThat(outcome.state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(outcome.finished()).isFalse();
        assertThat(outcome.reason()).isEqualTo(REASON);
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(RunOutcome.read(federation.folder.path().resolve(RunOutcome.FILE)))
                .isEqualTo(outcome);
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        for (StubSite site : sites) {
            await().until(() -> !site.heard(ToSite.RunEnded.class).isEmpty());
            assertThat(site.heard(ToSite.RunEnded.class)).containsExactly(new ToSite.RunEnded(RUN, REASON));
        }
        assertThat(federation.events(OrderGiven.class))
                .containsExactly(new OrderGiven("ada", Order.STOP, Optional.empty(), "the data are of another study"));
        assertThat(federation.events(RoundEvent.RoundAbandoned.class))
                .extracting(RoundEvent.RoundAbandoned::reason)
                .containsExactly("the run was stopped by ada");
        assertThat(get(federation.scheduler.words())).isEqualTo("stopped");
        assertThat(federation.scheduler.possible()).isEmpty();
        assertThatThrownBy(() -> get(federation.scheduler.stop("again", "ada")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The run is stopped: it takes no orders any more");
    }

    @Test
    void leavesWhatCanBeRecomputed() throws Exception {
        startUntilTheSecondRoundIsOpen("rounds: {warmup: 0, decomposition: 3, sites: 2}");
        stop();
        String committed = federation.outcome().backboneSha256();
        federation.stop();

        try (Replay replay = Replay.open(
                folder.resolve("state"), Optional.empty(), plan -> new Recipe(plan, TensorFiles.tinyNetwork()))) {
            ReplayedRound first = replay.round(1, OptionalInt.empty());
            assertThat(first.equal()).isTrue();
            assertThat(first.recomputed().backbone()).isEqualTo(committed);
        }
    }

    @Test
    void saysSoAgainWhenItIsStartedAgain() throws Exception {
        startUntilTheSecondRoundIsOpen("rounds: {warmup: 0, decomposition: 3, sites: 2}");
        stop();
        federation.outcome();
        federation.stop();

        federation.startAgain();

        federation.time.advance(Duration.ofSeconds(11));
        assertThat(federation.outcome().state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(federation.outcome().reason()).isEqualTo(REASON);
        assertThat(federation.outcome().run()).isEqualTo(RUN);
    }

    @Test
    void obeysAnOrderThatAnEarlierCoordinatorDidNotCarryOut() throws Exception {
        List<StubSite> sites = startUntilTheSecondRoundIsOpen("rounds: {warmup: 0, decomposition: 3, sites: 2}");
        federation.stop();
        federation.write(journal -> journal.orders()
                .stopped(RUN, new OrderGiven("ada", Order.STOP, Optional.empty(), "the data are of another study")));

        federation.startAgain();

        RunOutcome outcome = federation.outcome();
        assertThat(outcome.state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(outcome.reason()).isEqualTo(REASON);
        assertThat(outcome.rounds()).isEqualTo(1);
        await().until(() -> !sites.get(0).heard(ToSite.RunEnded.class).isEmpty());
    }

    @Test
    void endsARunWithABufferToo() throws Exception {
        List<StubSite> sites =
                startUntilTheSecondRoundIsOpen("rounds: {warmup: 0, decomposition: 3, sites: 2}\nbuffered: {size: 2}");

        stop();

        assertThat(federation.outcome().state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(get(sites.get(1).send(kept.get(0), 1))).isInstanceOf(Answer.Refused.class);
        assertThat(federation.outcome().rounds()).isEqualTo(1);
    }

    @Test
    void whoWaitsForTheOutcomeHasHeardOfTheEnd() throws Exception {
        federation = new TestFederation(Plans.deltas(), folder);
        List<CoordinatorEvent> heard = new CopyOnWriteArrayList<>();
        federation.scheduler.outcome().onSuccess(outcome -> heard.addAll(federation.events));

        stop();

        assertThat(federation.outcome().finished()).isFalse();
        assertThat(heard).anyMatch(RunEvent.RunStopped.class::isInstance);
    }
}
