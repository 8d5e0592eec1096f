package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.order.Order;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

class RoundSchedulerTest {
    @TempDir
    Path folder;

    private TestFederation federation;

    @AfterEach
    void close() throws Exception {
        federation.close();
    }

    private void start(Plan plan) throws Exception {
        federation = new TestFederation(plan, folder);
    }

    @Test
    void takesARunToItsEnd() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            assertThat(get(site.enrol())).isInstanceOf(Answer.Enrolled.class);
        }

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.state()).isEqualTo(RunOutcome.State.FINISHED);
        assertThat(outcome.reason()).isEmpty();
        assertThat(outcome.rounds()).isEqualTo(3);
        assertThat(outcome.parameters()).isEqualTo(6);
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
        assertThat(outcome.reports()).extracting(ToCoordinator.SiteReport::site).containsExactly("a", "b");
        // Three rounds, each adding (3 * 3 + 1 * 1) / 4 to a normalisation weight that begins at 1.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(8.5, 8.5);
        // Each site sends the same file in every round; what lies here is not pulled again.
        assertThat(outcome.bytes().up())
                .isEqualTo(2 * federation.settings.manifest().fileBytes());

        StubSite first = sites.get(0);
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::phase)
                .containsExactly(Phase.WARMUP, Phase.DECOMPOSITION, Phase.DECOMPOSITION);
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::ranks)
                .containsExactly(Map.of(), Map.of("brain", 8), Map.of("brain", 8));
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::learningRate)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(first.heard(ToSite.RoundClosed.class))
                .allSatisfy(closed -> assertThat(closed.contributors()).containsExactly("a", "b"));
        assertThat(first.heard(ToSite.Measure.class)).isEmpty();
        assertThat(first.answers).doesNotHaveAnyElementsOfTypes(Answer.Refused.class);
    }

    @Test
    void endsWithTheSameDigestInWhateverOrderUpdatesArrive() throws Exception {
        List<String> digests = new ArrayList<>();
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(1, 2, 0))) {
            federation = new TestFederation(
                    Plans.with("rounds: {warmup: 1, decomposition: 1, sites: 3}"),
                    Files.createDirectories(folder.resolve("order-" + order.get(0))));
            List<StubSite> sites =
                    List.of(federation.site("a", "x", 7), federation.site("b", "y", 11), federation.site("c", "z", 13));
            List<ToSite.RoundOffer> offers = Collections.synchronizedList(new ArrayList<>());
            for (StubSite site : sites) {
                site.work = (self, offer) -> {
                    offers.add(offer);
                    if (offers.size() % 3 == 0) {
                        inOrder(sites, order, offer, 0);
                    }
                };
                get(site.enrol());
            }
            digests.add(federation.outcome().backboneSha256());
            if (digests.size() < 3) {
                federation.close();
            }
        }

        assertThat(digests).containsOnly(digests.get(0));
    }

    private static void inOrder(List<StubSite> sites, List<Integer> order, ToSite.RoundOffer offer, int next) {
        if (next < order.size()) {
            StubSite site = sites.get(order.get(next));
            site.send(offer, 0.1 * site.samples / 3).onSuccess(staged -> inOrder(sites, order, offer, next + 1));
        }
    }

    @Test
    void closesARoundWithoutAnUpdateThatHasNaN() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        StubSite broken = sites.get(1);
        broken.work = (self, offer) -> self.send(offer, offer.round().round() == 1 ? Double.NaN : 1);
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();

        assertThat(refusals(broken)).containsExactly(Refusal.NOT_FINITE);
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .extracting(RoundEvent.RoundCommitted::contributors)
                .containsExactly(List.of("a"), List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void refusesAnUpdateOfAnotherForm() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        StubSite leaking = sites.get(1);
        Network other = new Network("other", 1, 2, new Layer.BatchNormalisation("expert", 2, 1e-5, 0.1));
        BackboneManifest foreign = BackboneManifest.of(other, true, Dtype.F64);
        leaking.work =
                (self, offer) -> self.send(offer.round(), 1, TensorFiles.constant(self.file(offer), foreign, 1, 1));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();

        assertThat(refusals(leaking)).containsOnly(Refusal.NOT_IN_MANIFEST).hasSize(3);
        try (var staged = Files.list(folder.resolve("state/staging"))) {
            assertThat(staged).isEmpty();
        }
    }

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

    private static final String LEASED =
            "rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 1, deadline: 3600s, lease: 120s}";

    /** Time passes, while all sites say that they live. */
    private void passMinutes(int minutes, List<StubSite> sites, Callable<Future<Answer>> beat) throws Exception {
        for (int i = 0; i < 12 * minutes; i++) {
            federation.time.advance(Duration.ofSeconds(5));
            get(sites.get(0).heartbeat());
            get(beat.call());
        }
    }

    @Test
    void countsAnUpdateThatIsAnnouncedTwiceOnce() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(0).work = (self, offer) -> {
            self.send(offer, 3);
            self.send(offer, 3).onSuccess(staged -> self.send(offer, 3));
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        assertThat(federation.events(WorkEvent.UpdateStaged.class)).hasSize(2);
        await().until(() -> sites.get(0).answers.size() == 5);
        assertThat(sites.get(0).answers).doesNotHaveAnyElementsOfTypes(Answer.Refused.class);
    }

    @Test
    void weighsASiteByNoMoreThanItEnrolledWith() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> self.send(
                offer.round(), 1_000_000, TensorFiles.constant(self.file(offer), federation.settings.manifest(), 1, 1));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(TensorFiles.values(federation.outcome().backbone(), "norm.weight"))
                .containsExactly(3.5, 3.5);
    }

    @Test
    void refusesUpdatesThatWereNotAskedFor() throws Exception {
        start(Plans.deltas());
        StubSite site = federation.twoSites().get(0);
        String digest = "0".repeat(64);
        assertThat(refusal(get(site.announce(new RoundId(RUN, 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.UNKNOWN_SITE);
        get(site.enrol());
        assertThat(refusal(get(site.announce(new RoundId("another", 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.UNKNOWN_RUN);
        assertThat(refusal(get(site.announce(new RoundId(RUN, 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.ROUND_CLOSED);
    }

    @Test
    void letsASiteThatCouldNotBePulledFromTryAgain() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        StubSite late = sites.get(1);
        late.work = (self, offer) -> self.announce(
                        offer.round(),
                        1,
                        "0".repeat(64),
                        federation.settings.manifest().fileBytes())
                .onSuccess(refused -> self.contribute(offer));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(refusals(late)).containsExactly(Refusal.TRANSFER_FAILED);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "b");
    }

    @Test
    void tellsANewcomerThatItsIdIsTakenWhileItsOwnerLives() throws Exception {
        start(Plans.deltas());
        StubSite owner = federation.site("a", "brain", 3);
        get(owner.enrol("first"));

        assertThat(refusal(get(owner.enrol("second")))).isEqualTo(Refusal.SITE_ID_TAKEN);
        assertThat(get(owner.enrol("first"))).isInstanceOf(Answer.Enrolled.class);

        federation.time.advance(Duration.ofSeconds(11));
        federation.awaitEvent(SiteEvent.SiteLost.class);
        assertThat(get(owner.enrol("second"))).isInstanceOf(Answer.Enrolled.class);
    }

    @Test
    void refusesASiteOfAnotherSchema() throws Exception {
        start(Plans.deltas());
        JsonObject foreign = new JsonObject().put("schema", 99).put("type", "Enrol");

        String answer = get(federation.vertx.eventBus().<String>request(Address.coordinator(), foreign.encode()))
                .body();

        assertThat(answer).contains("SCHEMA", "99");
    }

    @Test
    void offersTheOpenRoundAgainToASiteThatStartedAgain() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        StubSite restarted = sites.get(1);
        List<ToSite.RoundOffer> seen = new ArrayList<>();
        restarted.work = (self, offer) -> {
            seen.add(offer);
            if (seen.size() == 1) {
                self.enrol();
            } else {
                self.contribute(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(seen)
                .extracting(ToSite.RoundOffer::round)
                .containsOnly(new RoundId(RUN, 1, 1))
                .hasSize(2);
    }

    @Test
    void takesANewSiteInFromTheNextRoundOn() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 2, sites: 1}"));
        StubSite first = federation.site("a", "brain", 3);
        StubSite newcomer = federation.site("b", "lung", 1);
        first.work = (self, offer) -> {
            if (offer.round().round() == 1) {
                newcomer.enrol().onSuccess(enrolled -> self.contribute(offer));
            } else {
                self.contribute(offer);
            }
        };
        get(first.enrol());

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.finished()).isTrue();
        assertThat(newcomer.heard(ToSite.RoundOffer.class))
                .extracting(offer -> offer.round().round())
                .containsExactly(2);
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
    }

    @Test
    void decidesRanksByTheLossReductionOverWarmup() throws Exception {
        start(Plans.with("experts: {rank: 8, ranks: imbalanced, maxRank: 64}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(0).loss = measure -> Optional.of(measure.measurement() == Measurement.BEFORE_WARMUP ? 2.5 : 1.0);
        sites.get(1).loss = measure -> Optional.of(measure.measurement() == Measurement.BEFORE_WARMUP ? 2.0 : 1.5);
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        // Reductions 1.5 and 0.5, mean 1: 8 * 1.5^2 = 18, 8 * 0.5^2 = 2.
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 18, "lung", 2));
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::ranks)
                .containsExactly(Map.of(), Map.of("brain", 18), Map.of("brain", 18));
        List<ToSite.Measure> measures = sites.get(0).heard(ToSite.Measure.class);
        assertThat(measures)
                .extracting(ToSite.Measure::measurement)
                .containsExactly(Measurement.BEFORE_WARMUP, Measurement.AFTER_WARMUP);
        assertThat(measures.get(1).backbone())
                .isEqualTo(sites.get(0).heard(ToSite.RoundClosed.class).get(0).backbone());
    }

    @Test
    void givesTheBaseRankWhereASiteDoesNotMeasureInTime() throws Exception {
        start(Plans.with("experts: {rank: 8, ranks: imbalanced, maxRank: 64}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).loss = measure -> Optional.empty();
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> sites.get(0).answers.size() == 2);
        federation.time.advance(Duration.ofSeconds(60));
        federation.awaitEvent(RoundEvent.RoundCommitted.class);
        await().until(() -> sites.get(0).heard(ToSite.Measure.class).size() == 2
                && sites.get(0).answers.size() == 4);
        federation.time.advance(Duration.ofSeconds(60));

        assertThat(federation.outcome().ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
    }

    @Test
    void trainsWithoutExpertsWhereTheRankIsNought() throws Exception {
        start(Plans.with("experts: {rank: 0}"));
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().ranks()).isEmpty();
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class))
                .allSatisfy(offer -> assertThat(offer.ranks()).isEmpty());
    }

    @Test
    void sumsGradientsOfTheUnionBatch() throws Exception {
        start(Plans.gradients(8));
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        assertThat(sites.get(0).heard(ToSite.RoundOffer.class).get(0).work()).isEqualTo(new Work.Gradient(6, 8));
        assertThat(sites.get(1).heard(ToSite.RoundOffer.class).get(0).work()).isEqualTo(new Work.Gradient(2, 8));
        // Two rounds with rates 0.1 and 0.05, gradient 3 + 1.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")[0])
                .isCloseTo(1 - 0.1 * 4 - 0.05 * 4, within(1e-12));
    }

    @Test
    void offersAGradientRoundAgainWhenAShareIsMissing() throws Exception {
        start(Plans.gradients(8));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> {
            if (offer.round().attempt() == 1) {
                self.tell(new ToCoordinator.WorkFailed(self.id, offer.round(), "out of memory"));
            } else {
                self.contribute(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(federation.events(RoundEvent.RoundAbandoned.class)).hasSize(2);
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).hasSize(2);
    }

    @Test
    void keepsTheFilesOfTheLastRoundsOnly() throws Exception {
        start(Plans.with(
                "rounds: {warmup: 0, decomposition: 12, sites: 2}\n" + "server: {optimiser: momentum, momentum: 0.9}"));
        for (StubSite site : federation.twoSites()) {
            get(site.enrol());
        }

        assertThat(federation.outcome().rounds()).isEqualTo(12);
        try (var blobs = Files.list(folder.resolve("state/blobs"))) {
            assertThat(blobs).hasSizeLessThanOrEqualTo(8);
        }
    }

    private static List<Refusal> refusals(StubSite site) {
        return site.answers.stream()
                .filter(Answer.Refused.class::isInstance)
                .map(RoundSchedulerTest::refusal)
                .toList();
    }

    private static Refusal refusal(Answer answer) {
        return ((Answer.Refused) answer).refusal();
    }
}
