package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whom a round is offered to, and whose updates it takes to close it. */
class ParticipationTest extends FederationFixture {
    @Test
    void commitsAtTheDeadlineWithAQuorum() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 1, deadline: 60s}"));
        List<StubSite> sites = federation.twoSites();
        StubSite slow = sites.get(1);
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        slow.work = (self, offer) -> kept.add(offer);
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        federation.time.advance(Duration.ofSeconds(60));
        await().until(() -> !slow.heard(ToSite.RoundClosed.class).isEmpty());

        assertThat(get(slow.send(kept.get(0), 1)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.ROUND_CLOSED));
        assertThat(slow.heard(ToSite.RoundClosed.class).get(0).contributors()).containsExactly("a");
        assertThat(federation.outcome().finished()).isTrue();
    }

    @Test
    void doesNotWaitForALostSiteOnceTheQuorumIsThere() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 1, deadline: 600s}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> {};
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        federation.time.advance(Duration.ofSeconds(11));

        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a");
    }

    @Test
    void offersARoundToItsParticipantsOnly() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 6, sites: 3, participants: 1}"));
        List<StubSite> sites = federation.threeSites();
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.rounds()).isEqualTo(6);
        List<String> ids = List.of("a", "b", "c");
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .allSatisfy(committed -> assertThat(committed.contributors())
                        .isEqualTo(new Draw(1, committed.round().round(), 1).of(ids, site -> false, 1)));
        assertThat(sites.stream()
                        .mapToInt(site -> site.heard(ToSite.RoundOffer.class).size())
                        .sum())
                .isEqualTo(6);
        // Who was not drawn reports all the same.
        assertThat(outcome.reports()).hasSize(3);
    }

    @Test
    void closesARoundThatWasOfferedToMoreAsSoonAsItsParticipantsHaveContributed() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 3, participants: 2, overSelection: 0.5}"));
        List<StubSite> sites = federation.threeSites();
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        sites.get(0).work = (self, offer) -> kept.add(offer);
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> !sites.get(0).heard(ToSite.RoundClosed.class).isEmpty());

        assertThat(get(sites.get(0).send(kept.get(0), 1))).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.ROUND_CLOSED);
            assertThat(refused.reason()).contains("not open");
        });
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("b", "c");
    }

    @Test
    void commitsWithAShareOfTheSites() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 3, quorumShare: 0.5, deadline: 60s}"));
        List<StubSite> sites = federation.threeSites();
        sites.get(2).work = (self, offer) -> {};
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> federation.events(WorkEvent.UpdateStaged.class).size() == 2);
        federation.time.advance(Duration.ofSeconds(60));

        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "b");
    }

    @Test
    void letsASiteLeaveAndComeBackInTheMiddleOfARun() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 3, sites: 2, quorum: 1, deadline: 600s}"));
        List<StubSite> sites = federation.twoSites();
        StubSite faithful = sites.get(0);
        StubSite leaving = sites.get(1);
        List<ToSite.RoundOffer> kept = new ArrayList<>();
        leaving.work = (self, offer) -> kept.add(offer);
        faithful.work = (self, offer) -> {
            if (offer.round().round() == 2) {
                kept.add(offer);
            } else {
                self.contribute(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        federation.time.advance(Duration.ofSeconds(6));
        get(faithful.heartbeat());
        federation.time.advance(Duration.ofSeconds(6));
        federation.awaitEvent(RoundEvent.RoundCommitted.class);
        await().until(() -> faithful.heard(ToSite.RoundOffer.class).size() == 2);

        leaving.work = StubSite::contribute;
        assertThat(get(leaving.enrol())).isInstanceOf(Answer.Enrolled.class);
        await().until(() -> federation.events(WorkEvent.UpdateStaged.class).size() == 2);
        faithful.contribute(faithful.heard(ToSite.RoundOffer.class).get(1));

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .extracting(RoundEvent.RoundCommitted::contributors)
                .containsExactly(List.of("a"), List.of("a", "b"), List.of("a", "b"));
    }
}
