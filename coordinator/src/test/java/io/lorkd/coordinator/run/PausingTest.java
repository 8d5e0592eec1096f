package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.order.Order;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** When a run stands still, and how it goes on. */
class PausingTest extends FederationFixture {
    @Test
    void standsStillWhereNoUpdateIsUsable() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            site.work = (self, offer) -> self.send(offer, Double.POSITIVE_INFINITY);
            get(site.enrol());
        }

        String reason = federation.awaitEvent(RunEvent.RunPaused.class).reason();

        assertThat(reason).contains("Round 1 was abandoned 2 times", "no site contributed");
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).isEmpty();
        assertThat(federation.openRun().paused()).contains(new Pause(reason, Optional.empty()));
        assertThat(get(sites.get(0).heartbeat())).isInstanceOf(Answer.Accepted.class);
        assertThat(sites.get(0).heard(ToSite.RunEnded.class)).isEmpty();
    }

    @Test
    void offersARoundAgainWhenASiteIsSilentAndStandsStillWhenItStaysSo() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> {};
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> federation.events(WorkEvent.UpdateStaged.class).size() == 1);
        federation.time.advance(Duration.ofSeconds(60));
        await().until(() -> federation.events(WorkEvent.UpdateStaged.class).size() == 2);
        federation.time.advance(Duration.ofSeconds(60));

        assertThat(federation.awaitEvent(RunEvent.RunPaused.class).reason())
                .contains("1 site was silent until the deadline");
        StubSite faithful = sites.get(0);
        assertThat(faithful.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::round)
                .containsExactly(new RoundId(RUN, 1, 1), new RoundId(RUN, 1, 2));
        await().until(() -> faithful.heard(ToSite.RoundClosed.class).size() == 2);
        assertThat(faithful.heard(ToSite.RoundClosed.class)).allSatisfy(closed -> {
            assertThat(closed.committed()).isFalse();
            assertThat(closed.contributors()).isEmpty();
        });
    }

    @Test
    void goesOnWhenItIsResumedAndCountsAttemptsOn() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            site.work = (self, offer) -> self.send(offer, offer.round().attempt() <= 2 ? Double.NaN : 1);
            get(site.enrol());
        }
        federation.awaitEvent(RunEvent.RunPaused.class);

        get(federation.scheduler.resume("ada"));

        federation.awaitEvent(RunEvent.RunResumed.class);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).round())
                .isEqualTo(new RoundId(RUN, 1, 3));
        // Each further round is refused twice, too, and resumed once.
        for (int round = 2; round <= 3; round++) {
            int pauses = round;
            await().until(() -> federation.events(RunEvent.RunPaused.class).size() == pauses);
            get(federation.scheduler.resume("ada"));
        }
        RunOutcome outcome = federation.outcome();
        assertThat(outcome.finished()).isTrue();
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
    }

    @Test
    void restsLongerAfterEachAbandonedAttempt() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, attempts: 3, backOff: 4s}"));
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            site.work = (self, offer) -> self.send(offer, offer.round().attempt() <= 2 ? Double.NaN : 1);
            get(site.enrol());
        }
        for (int attempt = 1; attempt <= 2; attempt++) {
            int abandoned = attempt;
            await().until(() ->
                    federation.events(RoundEvent.RoundAbandoned.class).size() == abandoned);
            assertThat(get(federation.scheduler.words())).endsWith("offered again in " + 4 * attempt + " s");
            federation.time.advance(Duration.ofSeconds(4L * attempt - 1));
            assertThat(federation.events(RoundEvent.RoundOffered.class)).hasSize(attempt);
            federation.time.advance(Duration.ofSeconds(1));
        }

        assertThat(federation.outcome().finished()).isTrue();
    }

    @Test
    void pausesByOrderOnceTheOpenRoundHasEnded() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        sites.get(1).work = (self, offer) -> kept.add(offer);
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> !kept.isEmpty());

        get(federation.scheduler.pause("the scanner is moved", "ada"));

        assertThat(get(federation.scheduler.words())).isEqualTo("warmup, round 1 of 3");
        assertThat(federation.events(OrderGiven.class))
                .containsExactly(new OrderGiven("ada", Order.PAUSE, Optional.empty(), "the scanner is moved"));
        assertThat(federation.scheduler.possible()).containsExactly("resume", "stop", "exclude");
        assertThatThrownBy(() -> get(federation.scheduler.pause("tea", "grace")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The run is to pause already, by order of ada: the scanner is moved");
        sites.get(1).work = StubSite::contribute;
        get(sites.get(1).send(kept.get(0), 1));
        assertThat(federation.awaitEvent(RunEvent.RunPaused.class).reason()).isEqualTo("the scanner is moved");
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).hasSize(1);
        assertThat(federation.events(RoundEvent.RoundOffered.class)).hasSize(1);

        get(federation.scheduler.resume("ada"));

        assertThat(federation.outcome().finished()).isTrue();
        assertThatThrownBy(() -> get(federation.scheduler.pause("too late", "ada")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The run is finished: it takes no orders any more");
        assertThatThrownBy(() -> get(federation.scheduler.resume("ada")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The run is finished: it takes no orders any more");
        assertThat(federation.scheduler.possible()).isEmpty();
        assertThat(federation.events(OrderGiven.class))
                .extracting(OrderGiven::order)
                .containsExactly(Order.PAUSE, Order.RESUME);
    }
}
