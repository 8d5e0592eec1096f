package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.plan.Plan;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RecoveryTest extends FederationFixture {
    private static final RoundId FIRST = new RoundId(RUN, 1, 1);

    private final List<ToSite.RoundOffer> offers = new CopyOnWriteArrayList<>();

    /** Site b keeps its offers and does not answer them. */
    private List<StubSite> startTwoSites(Plan plan) throws Exception {
        federation = new TestFederation(plan, folder);
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> offers.add(offer);
        return sites;
    }

    private static void enrol(List<StubSite> sites) throws Exception {
        for (StubSite site : sites) {
            get(site.enrol());
        }
    }

    /** Until a's update is staged and b has its offer. */
    private void awaitTheMiddleOfTheRound() {
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        await().until(() -> !offers.isEmpty());
    }

    @Test
    void goesOnWaitingForSites() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.deltas());
        sites.get(1).work = StubSite::contribute;
        get(sites.get(0).enrol());
        federation.stop();
        federation.startAgain();
        get(sites.get(1).enrolPatiently());

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.finished()).isTrue();
        assertThat(outcome.run()).isEqualTo(RUN);
        assertThat(outcome.rounds()).isEqualTo(3);
    }

    @Test
    void goesOnWithTheOpenRoundAndWhatIsStagedOfIt() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        sites.get(1).work = StubSite::contribute;
        federation.startAgain();

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.finished()).isTrue();
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class)).hasSize(1);
        assertThat(sites.get(1).heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::round)
                .containsExactly(FIRST, FIRST);
        assertThat(federation.events(RoundEvent.RoundTakenUp.class))
                .containsExactly(new RoundEvent.RoundTakenUp(FIRST, List.of("a")));
        // Each update was pulled once, and what the first process pulled is counted.
        assertThat(outcome.bytes().up())
                .isEqualTo(2 * federation.settings.manifest().fileBytes());
    }

    @Test
    void asksForAnUpdateAgainWhoseFileIsNotWholeAnyMore() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        federation.write(journal -> {
            Contribution staged = openRun(journal).open().orElseThrow().staged().get(0);
            cut(folder.resolve("state/blobs").resolve(staged.digest()));
        });
        sites.get(1).work = StubSite::contribute;
        federation.startAgain();

        assertThat(TensorFiles.values(federation.outcome().backbone(), "norm.weight"))
                .containsExactly(3.5, 3.5);
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class)).hasSize(2);
    }

    @Test
    void stagesAnUpdateThatASiteHoldsWithoutHearingOfItTwice() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        StubSite holding = sites.get(1);
        Answer held =
                new Answer.Holding(Optional.empty(), Optional.of(holding.prepare(offers.get(0))), OptionalInt.empty());
        holding.holding = () -> held;
        federation.startAgain();

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(holding.answers).noneMatch(Answer.Refused.class::isInstance);
    }

    @Test
    void commitsAgainWhatWasFrozenAndNothingElse() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        federation.write(journal -> journal.rounds()
                .committing(FIRST, openRun(journal).open().orElseThrow().staged()));
        federation.startAgain();

        RunOutcome outcome = federation.outcome();

        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(4, 4);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a");
        assertThat(sites.get(1).heard(ToSite.RoundOffer.class)).hasSize(1);
    }

    @Test
    void tellsOfACommitThatWasOnDiskWhenItsProcessWasKilled() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 2, sites: 2}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        federation.write(journal -> {
            RoundRecord open = openRun(journal).open().orElseThrow();
            journal.rounds().committing(FIRST, open.staged());
            journal.rounds().committed(FIRST, open.row().backbone(), Optional.empty());
        });
        federation.startAgain();

        RoundEvent.RoundCommitted told = federation.awaitEvent(RoundEvent.RoundCommitted.class);
        assertThat(told.round()).isEqualTo(FIRST);
        assertThat(told.contributors()).containsExactly("a");
        assertThat(told.losses()).containsEntry("brain", 0.5);
        await().until(() -> federation.events(RoundEvent.RoundOffered.class).size() == 2);
        federation.stop();
        federation.startAgain();
        await().until(() -> federation.events(RoundEvent.RoundTakenUp.class).size() == 1);
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .as("told once")
                .hasSize(1);
    }

    @Test
    void tellsOfAnEndThatWasOnDiskWhenItsProcessWasKilled() throws Exception {
        enrol(startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}")));
        awaitTheMiddleOfTheRound();
        federation.stop();
        federation.write(journal -> journal.runEnded(RUN, RunRowState.FAILED, "it diverged"));
        federation.startAgain();

        assertThat(federation.awaitEvent(RunEvent.RunFailed.class).reason()).isEqualTo("it diverged");
        federation.time.advance(Duration.ofSeconds(11));
        assertThat(federation.outcome().state()).isEqualTo(RunOutcome.State.FAILED);
        federation.stop();
        federation.startAgain();
        federation.time.advance(Duration.ofSeconds(11));
        assertThat(federation.outcome().state()).isEqualTo(RunOutcome.State.FAILED);
        assertThat(federation.events(RunEvent.RunFailed.class)).as("told once").hasSize(1);
    }

    @Test
    void tellsEverySiteAgainHowTheRoundEndedThatItsUpdateIsIn() throws Exception {
        List<StubSite> sites =
                startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 3, sites: 2, quorum: 1, deadline: 60s}"));
        StubSite other = sites.get(1);
        other.work = (self, offer) -> {
            offers.add(offer);
            if (offer.round().round() == 1) {
                self.contribute(offer);
            }
        };
        sites.get(0).work = (self, offer) -> {
            if (offer.round().round() < 3) {
                self.contribute(offer);
            }
        };
        enrol(sites);
        await().until(() -> federation.events(WorkEvent.UpdateStaged.class).size() == 3);
        federation.time.advance(Duration.ofSeconds(60));
        await().until(() -> federation.events(RoundEvent.RoundOffered.class).size() == 3);
        await().until(() -> offers.size() == 3);
        federation.stop();
        sites.get(0).holding = () -> new Answer.Holding(Optional.empty(), Optional.empty(), OptionalInt.of(2));
        int before = other.heard(ToSite.RoundClosed.class).size();
        int heardByA = sites.get(0).heard(ToSite.RoundClosed.class).size();
        other.work = StubSite::contribute;
        federation.startAgain();
        await().until(() -> other.heard(ToSite.RoundOffer.class).size() == 4);

        List<ToSite.RoundClosed> again = other.heard(ToSite.RoundClosed.class).subList(before, before + 2);
        assertThat(again.get(0).round()).isEqualTo(FIRST);
        assertThat(again.get(0).contributors()).containsExactly("a", "b");
        assertThat(again.get(1).round()).isEqualTo(new RoundId(RUN, 2, 1));
        assertThat(again.get(1).contributors()).containsExactly("a");
        // It has promoted round 2.
        assertThat(sites.get(0).heard(ToSite.RoundClosed.class)).hasSize(heardByA);
    }

    @Test
    void asksSitesToWaitUntilItKnowsWhatTheyHold() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.deltas());
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        sites.get(1).holding = () -> new Answer.Refused(Refusal.UNKNOWN_RUN, "the site is starting");
        federation.startAgain();

        assertThat(get(sites.get(0).heartbeat())).isInstanceOf(Answer.Wait.class);
        assertThat(get(federation.site("c", "skin", 2).enrol())).isInstanceOf(Answer.Wait.class);
        assertThat(get(federation.scheduler.words())).startsWith("recovering");
        sites.get(1).holding = () -> new Answer.Holding(Optional.empty(), Optional.empty(), OptionalInt.empty());
        assertThat(get(sites.get(1).enrol())).isInstanceOf(Answer.Enrolled.class);

        await().until(() -> get(sites.get(0).heartbeat()) instanceof Answer.Accepted);
    }

    @Test
    void goesOnWithoutWordFromASiteThatIsLost() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, quorum: 1}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        sites.get(1).holding = () -> new Answer.Wait(Duration.ofSeconds(1), "it has other things to do");
        federation.startAgain();
        await().until(() -> get(federation.scheduler.words()).startsWith("recovering (1 of 2"));
        federation.time.advance(Duration.ofSeconds(11));
        await().until(() -> !federation.events(RoundEvent.RoundTakenUp.class).isEmpty());
        federation.time.advance(Duration.ofSeconds(11));

        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a");
    }

    @Test
    void staysPausedUntilItIsToldToGoOn() throws Exception {
        List<StubSite> sites =
                startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2, attempts: 1}"));
        enrol(sites);
        awaitTheMiddleOfTheRound();
        federation.stop();
        federation.write(journal -> {
            journal.rounds().abandoned(FIRST, "nobody came");
            journal.runPaused(RUN, "nobody came");
        });
        sites.get(1).work = StubSite::contribute;
        federation.startAgain();
        await().until(() -> get(federation.scheduler.words()).equals("paused: nobody came"));
        assertThat(get(sites.get(0).heartbeat())).isInstanceOf(Answer.Accepted.class);

        get(federation.scheduler.resume("ada"));

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(TensorFiles.values(federation.outcome().backbone(), "norm.weight"))
                .containsExactly(3.5, 3.5);
    }

    @Test
    void hearsAReportAgainWhoseSiteDidNotHearThatItWasTaken() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        sites.get(1).work = StubSite::contribute;
        sites.get(1).reports = false;
        enrol(sites);
        federation.awaitEvent(SiteEvent.SiteReported.class);
        federation.stop();
        sites.get(1).reports = true;
        federation.startAgain();

        assertThat(federation.outcome().reports()).hasSize(2);
        assertThat(federation.events(SiteEvent.SiteReported.class)).hasSize(2);
        assertThat(sites.get(0).heard(ToSite.RunFinished.class)).hasSize(2);
    }

    @Test
    void saysAgainHowARunEndedAndBeginsNoOther() throws Exception {
        List<StubSite> sites = startTwoSites(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        sites.get(1).work = StubSite::contribute;
        enrol(sites);
        RunOutcome ended = federation.outcome();
        federation.stop();
        Files.delete(folder.resolve("state").resolve(RunOutcome.FILE));
        federation.startAgain();
        assertThat(get(sites.get(0).tell(ended.reports().get(0)))).isInstanceOf(Answer.Accepted.class);
        federation.time.advance(Duration.ofSeconds(10));

        assertThat(federation.outcome()).isEqualTo(ended);
        assertThat(RunOutcome.read(folder.resolve("state").resolve(RunOutcome.FILE)))
                .isEqualTo(ended);
    }

    /** Every event is followed once by a restart; the baseline, the ranks and the server's momentum must come through. */
    @Test
    void endsWithTheSameBackboneWhereverItWasRestarted() throws Exception {
        Plan plan = Plans.with("""
                experts: {rank: 8, ranks: imbalanced, maxRank: 64}
                server: {optimiser: momentum, momentum: 0.9}
                rounds: {warmup: 1, decomposition: 2, sites: 2, deadline: 600s}
                """);
        RunOutcome undisturbed = outcome(plan, Integer.MAX_VALUE);
        int happened = federation.events.size();
        assertThat(undisturbed.finished()).isTrue();
        for (int event = 1; event < happened; event++) {
            federation.close();
            RunOutcome outcome = outcome(plan, event);

            assertThat(outcome.state()).as("restarted after event %d", event).isEqualTo(RunOutcome.State.FINISHED);
            assertThat(outcome.backboneSha256())
                    .as("restarted after event %d", event)
                    .isEqualTo(undisturbed.backboneSha256());
            assertThat(outcome.rounds()).isEqualTo(3);
            assertThat(outcome.ranks()).isEqualTo(undisturbed.ranks());
            assertThat(outcome.reports()).isEqualTo(undisturbed.reports());
            List<Integer> committed = federation.events(RoundEvent.RoundCommitted.class).stream()
                    .map(round -> round.round().round())
                    .toList();
            assertThat(committed).doesNotHaveDuplicates();
        }
    }

    /** Which updates a buffer takes depends on who is fast; that each is counted once, and none is lost, does not. */
    @Test
    void countsEveryBufferedUpdateOnceWhereverItWasRestarted() throws Exception {
        Plan plan = Plans.with("""
                buffered: {size: 2}
                rounds: {warmup: 0, decomposition: 4, sites: 3, deadline: 600s}
                """);
        for (int event = 6; event < 24; event += 3) {
            federation = new TestFederation(plan, Files.createDirectories(folder.resolve("buffered-" + event)));
            List<StubSite> sites = federation.threeSites();
            for (StubSite site : sites) {
                site.work = StubSite::contributePatiently;
                site.holding = site::atWork;
                site.enrolPatiently();
            }
            RunOutcome outcome = outcomeWithARestart(event);

            assertThat(outcome.state()).as("restarted after event %d", event).isEqualTo(RunOutcome.State.FINISHED);
            assertThat(outcome.rounds()).isEqualTo(4);
            Map<String, Integer> sizeByCommit = new TreeMap<>();
            Set<String> counted = new TreeSet<>();
            for (StubSite site : sites) {
                for (ToSite.RoundClosed closed : site.heard(ToSite.RoundClosed.class)) {
                    assertThat(closed.contributors()).contains(site.id);
                    sizeByCommit.put(closed.backbone(), closed.contributors().size());
                    counted.add(site.id + closed.round());
                }
            }
            assertThat(sizeByCommit).as("restarted after event %d", event).hasSize(4);
            // One more than the buffer holds may have been staged when the coordinator was stopped.
            assertThat(sizeByCommit.values()).allMatch(size -> size == 2 || size == 3);
            assertThat(counted)
                    .as("restarted after event %d", event)
                    .hasSize(sizeByCommit.values().stream()
                            .mapToInt(size -> size)
                            .sum());
            federation.close();
        }
    }

    /** @param restartAfter after so many events the coordinator is stopped and started again */
    private RunOutcome outcome(Plan plan, int restartAfter) throws Exception {
        federation = new TestFederation(plan, Files.createDirectories(folder.resolve("restart-" + restartAfter)));
        List<StubSite> sites = federation.twoSites();
        sites.get(0).loss =
                measure -> Optional.of(2.5 / (1 + measure.measurement().ordinal()));
        for (StubSite site : sites) {
            site.enrolPatiently();
        }
        return restartAfter == Integer.MAX_VALUE ? federation.outcome() : outcomeWithARestart(restartAfter);
    }

    /** The run may have ended before it could be stopped. */
    private RunOutcome outcomeWithARestart(int afterEvents) throws Exception {
        await().until(() -> federation.events.size() >= afterEvents);
        federation.stop();
        RunOutcome outcome = federation.outcome();
        if (outcome.state() == RunOutcome.State.OPEN) {
            federation.startAgain();
            outcome = federation.outcome();
        }
        return outcome;
    }

    private static OpenRun openRun(Journal journal) {
        return journal.openRun().orElseThrow();
    }

    private static void cut(Path file) {
        try {
            Files.write(file, new byte[] {1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
