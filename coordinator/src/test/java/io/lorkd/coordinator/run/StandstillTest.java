package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Sites that live, and do not get on with their work. */
class StandstillTest extends FederationFixture {
    private static final String LEASED =
            "rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 1, deadline: 3600s, lease: 120s}";

    @Test
    void doesNotWaitForASiteThatLivesAndMakesNoProgress() throws Exception {
        start(Plans.with(LEASED));
        List<StubSite> sites = federation.twoSites();
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        sites.get(1).work = (self, offer) -> {
            kept.add(offer);
            self.progress(offer.round(), 3);
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        federation.awaitEvent(WorkEvent.SiteProgress.class);
        passMinutes(1, sites, () -> sites.get(1).progress(kept.get(0).round(), 3));
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).isEmpty();
        passMinutes(1, sites, () -> sites.get(1).progress(kept.get(0).round(), 3));

        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a");
        assertThat(federation.awaitEvent(WorkEvent.LeaseExpired.class).sentence())
                .isEqualTo("Round 1: b made no progress for 120 s; it counts as lost until it does.");
        assertThat(federation.events(SiteEvent.SiteLost.class)).isEmpty();
    }

    @Test
    void waitsForASiteAsLongAsItAdvances() throws Exception {
        start(Plans.with(LEASED));
        List<StubSite> sites = federation.twoSites();
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        sites.get(1).work = (self, offer) -> kept.add(offer);
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        await().until(() -> !kept.isEmpty());
        for (int minute = 1; minute <= 5; minute++) {
            int step = minute;
            passMinutes(1, sites, () -> sites.get(1).progress(kept.get(0).round(), step));
        }

        assertThat(federation.events(WorkEvent.LeaseExpired.class)).isEmpty();
        assertThat(get(sites.get(1).send(kept.get(0), 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "b");
    }

    @Test
    void takesTheUpdateOfASiteThatStoodStillWhereTheRoundIsOpenYet() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 2, deadline: 3600s, lease: 120s}"));
        List<StubSite> sites = federation.twoSites();
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        sites.get(1).work = (self, offer) -> {
            kept.add(offer);
            self.progress(offer.round(), 3);
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.SiteProgress.class);
        passMinutes(2, sites, () -> sites.get(1).progress(kept.get(0).round(), 3));
        federation.awaitEvent(WorkEvent.LeaseExpired.class);

        assertThat(get(sites.get(1).send(kept.get(0), 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "b");
    }

    /** Time passes, while all sites say that they live. */
    private void passMinutes(int minutes, List<StubSite> sites, Callable<Future<Answer>> beat) throws Exception {
        for (int i = 0; i < 12 * minutes; i++) {
            federation.time.advance(Duration.ofSeconds(5));
            get(sites.get(0).heartbeat());
            get(beat.call());
        }
    }
}
