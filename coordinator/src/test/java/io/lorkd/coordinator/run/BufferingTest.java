package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.transfer.TransferException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Runs in which nobody is waited for; every site works when the test says so. */
class BufferingTest extends FederationFixture {
    private final Map<String, Deque<RoundOffer>> offers = new TreeMap<>();

    /** Sites {@code a}, {@code b} and {@code c} with 3, 1 and 2 samples. */
    private List<StubSite> start(int rounds, String more) throws Exception {
        federation = new TestFederation(
                Plans.with("rounds: {warmup: 0, decomposition: %d, sites: 3, attempts: 2, backOff: 0s, deadline: 60s}\n"
                                .formatted(rounds)
                        + more),
                folder);
        List<StubSite> sites = federation.threeSites();
        for (StubSite site : sites) {
            offers.put(site.id, new ArrayDeque<>());
            site.work = (self, offer) -> {
                synchronized (offers) {
                    offers.get(self.id).add(offer);
                }
            };
            get(site.enrol());
        }
        return sites;
    }

    /** The next offer that the site hears. */
    private RoundOffer offer(StubSite site) {
        await().until(() -> {
            synchronized (offers) {
                return !offers.get(site.id).isEmpty();
            }
        });
        synchronized (offers) {
            return offers.get(site.id).remove();
        }
    }

    private void work(StubSite site, double value) throws Exception {
        assertThat(get(site.send(offer(site), value))).isInstanceOf(Answer.Accepted.class);
    }

    private void awaitCommits(int count) {
        await().until(() -> federation.events(RoundEvent.RoundCommitted.class).size() >= count);
    }

    @Test
    void commitsWhenTheBufferIsFullAndOffersTheNewestBackboneToThoseWhoAreFree() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        awaitCommits(1);

        RoundOffer next = offer(sites.get(0));
        assertThat(next.round()).isEqualTo(new RoundId(RUN, 2, 1));
        assertThat(next.backbone())
                .isEqualTo(
                        federation.awaitEvent(RoundEvent.RoundCommitted.class).backbone())
                .isNotEqualTo(slow.backbone());
        assertThat(federation.events(RoundEvent.RoundOffered.class).get(1).sites())
                .containsExactly("a", "b");
        // Who is at work hears nothing of a round that closed without it.
        assertThat(sites.get(2).heard(ToSite.RoundClosed.class)).isEmpty();
    }

    @Test
    void countsAStaleUpdateInTheOpenRoundByALowerWeight() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2, stalenessExponent: 1}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        awaitCommits(1);
        assertThat(get(sites.get(2).send(slow, 4))).isInstanceOf(Answer.Accepted.class);
        work(sites.get(0), 8);

        RunOutcome outcome = federation.outcome();

        // 1 + 1 = 2 after the first round; c's 2 samples weigh 2 / 2 = 1, a's 3 weigh 3: (4 * 1 + 8 * 3) / 4 = 7.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")[0]).isCloseTo(9, within(1e-12));
        assertThat(federation.events(RoundEvent.RoundCommitted.class).get(1).contributors())
                .containsExactly("a", "c");
        assertThat(federation.events(WorkEvent.UpdateStaged.class))
                .extracting(WorkEvent.UpdateStaged::staleness)
                .containsExactly(0, 0, 1, 0);
        // It is told of the round that it trained, so that it promotes what belongs to it.
        await().until(() -> !sites.get(2).heard(ToSite.RoundClosed.class).isEmpty());
        assertThat(sites.get(2).heard(ToSite.RoundClosed.class)).singleElement().satisfies(closed -> {
            assertThat(closed.round()).isEqualTo(slow.round());
            assertThat(closed.committed()).isTrue();
            assertThat(closed.contributors()).contains("c");
            assertThat(closed.backbone()).isEqualTo(outcome.backboneSha256());
        });
    }

    @Test
    void refusesAnUpdateThatIsTooFarBehindAndOffersTheNewestBackbone() throws Exception {
        List<StubSite> sites = start(3, "buffered: {size: 1, maxStaleness: 1}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        awaitCommits(1);
        assertThat(offers.get("c")).isEmpty();
        work(sites.get(0), 1);
        awaitCommits(2);

        // Its update would be two rounds behind from here on: it is offered the newest at once.
        RoundOffer fresh = offer(sites.get(2));
        assertThat(fresh.round()).isEqualTo(new RoundId(RUN, 3, 1));
        assertThat(get(sites.get(2).send(slow, 1)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.ROUND_CLOSED));
        assertThat(get(sites.get(2).send(fresh, 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.outcome().finished()).isTrue();
    }

    @Test
    void givesASiteThatIsInTheBufferNoOfferBeforeItIsCounted() throws Exception {
        List<StubSite> sites = start(1, "buffered: {size: 2}");
        work(sites.get(0), 1);
        get(sites.get(0).heartbeat());

        assertThat(offers.get("a")).isEmpty();
        assertThat(federation.events(WorkEvent.UpdateStaged.class))
                .extracting(WorkEvent.UpdateStaged::site)
                .containsExactly("a");
        work(sites.get(1), 1);
        assertThat(federation.outcome().finished()).isTrue();
    }

    @Test
    void countsAnUpdateThatIsAnnouncedTwiceOnce() throws Exception {
        List<StubSite> sites = start(1, "buffered: {size: 2}");
        RoundOffer offer = offer(sites.get(0));
        get(sites.get(0).send(offer, 1));
        assertThat(get(sites.get(0).send(offer, 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).isEmpty();

        work(sites.get(1), 1);
        assertThat(federation.outcome().finished()).isTrue();
        assertThat(get(sites.get(0).send(offer, 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.events(WorkEvent.UpdateStaged.class)).hasSize(2);
    }

    @Test
    void offersTheNewestBackboneToANewcomerAtOnce() throws Exception {
        List<StubSite> sites = start(1, "buffered: {size: 2}");
        StubSite newcomer = federation.site("d", "retina", 5);
        offers.put("d", new ArrayDeque<>());
        newcomer.work = sites.get(0).work;
        get(newcomer.enrol());

        work(newcomer, 1);
        work(sites.get(0), 1);

        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "d");
    }

    @Test
    void letsASiteWhoseWorkFailedTryAgainInTheNextRound() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2}");
        RoundOffer failed = offer(sites.get(2));
        get(sites.get(2).tell(new ToCoordinator.WorkFailed("c", failed.round(), "out of memory")));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        awaitCommits(1);

        assertThat(offer(sites.get(2)).round()).isEqualTo(new RoundId(RUN, 2, 1));
    }

    @Test
    void offersARoundAgainWhoseBufferDidNotFillInTime() throws Exception {
        List<StubSite> sites = start(1, "buffered: {size: 2}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        federation.time.advance(Duration.ofSeconds(60));
        assertThat(federation.awaitEvent(RoundEvent.RoundAbandoned.class).reason())
                .isEqualTo("only 1 of a quorum of 2 had contributed at the deadline");
        // Whose update was in keeps it, and is asked for it again; who is at work goes on.
        await().until(() -> !sites.get(0).heard(ToSite.RoundClosed.class).isEmpty());
        assertThat(sites.get(2).heard(ToSite.RoundClosed.class)).isEmpty();

        work(sites.get(0), 1);
        assertThat(get(sites.get(2).send(slow, 1))).isInstanceOf(Answer.Accepted.class);

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(federation.events(RoundEvent.RoundCommitted.class).get(0).round())
                .isEqualTo(new RoundId(RUN, 1, 2));
    }

    @Test
    void hasSitesThatAreAtWorkKeepWhatTheyHaveWhileTheRunStandsStill() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2}");
        RoundOffer slow = offer(sites.get(2));
        get(federation.scheduler.pause("the line is repaired", "ada"));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        federation.awaitEvent(RunEvent.RunPaused.class);
        assertThat(get(sites.get(2).send(slow, 1))).isInstanceOf(Answer.Wait.class);

        get(federation.scheduler.resume("ada"));

        work(sites.get(0), 1);
        assertThat(get(sites.get(2).send(slow, 1))).isInstanceOf(Answer.Accepted.class);
        assertThat(federation.outcome().finished()).isTrue();
    }

    @Test
    void offersTheSameWorkAgainToASiteThatStartedAgain() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        awaitCommits(1);
        get(sites.get(2).enrol());

        assertThat(offer(sites.get(2))).isEqualTo(slow);
    }

    @Test
    void letsASiteAtWorkPullTheBackboneThatItWasOfferedAndNobodyElse() throws Exception {
        List<StubSite> sites = start(4, "buffered: {size: 1, maxStaleness: 1}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        awaitCommits(1);
        RoundOffer next = offer(sites.get(0));

        assertThat(get(sites.get(2).pull(slow.backbone()))).exists();
        assertThatThrownBy(() -> get(sites.get(0).pull(slow.backbone())))
                .cause()
                .isInstanceOf(TransferException.class);

        // Once it is offered other work the old backbone is of no use to it.
        offers.get("a").add(next);
        work(sites.get(0), 1);
        offer(sites.get(2));
        assertThatThrownBy(() -> get(sites.get(2).pull(slow.backbone())))
                .cause()
                .isInstanceOf(TransferException.class);
    }

    @Test
    void goesOnAfterARestartWithWhatIsInTheBufferAndWhatSitesHold() throws Exception {
        List<StubSite> sites = start(2, "buffered: {size: 2, stalenessExponent: 1}");
        RoundOffer slow = offer(sites.get(2));
        work(sites.get(0), 1);
        work(sites.get(1), 1);
        awaitCommits(1);
        work(sites.get(0), 8);
        federation.stop();
        Answer held =
                new Answer.Holding(Optional.empty(), Optional.of(sites.get(2).prepare(slow)), OptionalInt.empty());
        sites.get(2).holding = () -> held;
        federation.startAgain();

        RunOutcome outcome = federation.outcome();

        // c's update holds its 2 samples in each value and weighs 2 / 2: 1 + 1 + (8 * 3 + 2 * 1) / 4.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")[0]).isCloseTo(8.5, within(1e-12));
        assertThat(federation.events(RoundEvent.RoundCommitted.class).get(1).contributors())
                .containsExactly("a", "c");
        await().until(() -> !sites.get(2).heard(ToSite.RoundClosed.class).isEmpty());
        assertThat(sites.get(2).heard(ToSite.RoundClosed.class))
                .extracting(ToSite.RoundClosed::round)
                .containsExactly(slow.round());
    }
}
