package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RoundEvent.BackboneMade;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RunEvent.StateEntered;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.journal.EndedRun;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.replay.Replay;
import io.lorkd.coordinator.replay.ReplayedRound;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An order to stop that comes while the first of three rounds is being committed. */
class StoppingWhileCommittingTest {
    private static final String DATABASE = "journal.mv.db";
    private static final RoundId FIRST = new RoundId(RUN, 1, 1);

    /** At what the order is given. */
    enum Moment {
        /** The last update is in: what follows is that the list is frozen, and the order comes in behind that. */
        LAST_UPDATE,
        /** The backbone is on disk, and journalled as the round's. */
        BACKBONE_MADE,
        /** The sites are being told. */
        COMMITTED;

        boolean isAt(CoordinatorEvent event, int staged) {
            return switch (this) {
                case LAST_UPDATE -> event instanceof UpdateStaged && staged == 2;
                case BACKBONE_MADE ->
                    event instanceof BackboneMade made && made.round().equals(FIRST);
                case COMMITTED ->
                    event instanceof RoundCommitted committed
                            && committed.round().equals(FIRST);
            };
        }
    }

    @TempDir
    Path folder;

    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private TestFederation federation;
    private List<StubSite> sites;

    @AfterEach
    void close() {
        federation.close();
    }

    /** Starts the run, and gives the order at the moment. */
    private void runUntil(Moment moment) throws Exception {
        federation = new TestFederation(Plans.with("rounds: {warmup: 0, decomposition: 3, sites: 2}"), folder);
        federation.listener = event -> {
            if (moment.isAt(event, federation.events(UpdateStaged.class).size())) {
                federation.listener = ignored -> {};
                federation
                        .scheduler
                        .stop("the data are of another study", "ada")
                        .onSuccess(done -> copyJournal())
                        .onSuccess(answered::complete)
                        .onFailure(answered::completeExceptionally);
            }
        };
        sites = federation.twoSites();
        for (StubSite site : sites) {
            // Of a second round, which may have been offered by then, comes nothing.
            site.work = (self, offer) -> {
                if (offer.round().equals(FIRST)) {
                    self.contribute(offer);
                }
            };
            get(site.enrol());
        }
    }

    @ParameterizedTest
    @EnumSource
    void commitsTheRoundAndThenEnds(Moment moment) throws Exception {
        runUntil(moment);

        RunOutcome outcome = federation.outcome();

        answered.get(20, TimeUnit.SECONDS);
        assertThat(outcome.state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        assertThat(federation.events(RoundCommitted.class)).hasSize(1);
        assertThat(federation.events(RoundEvent.RoundAbandoned.class))
                .noneMatch(abandoned -> abandoned.round().equals(FIRST));
        for (StubSite site : sites) {
            await().until(() -> !site.heard(ToSite.RunEnded.class).isEmpty());
            assertThat(site.heard(ToSite.RoundClosed.class))
                    .filteredOn(closed -> closed.round().equals(FIRST))
                    .extracting(ToSite.RoundClosed::committed)
                    .containsExactly(true);
        }
        assertThat(recomputed()).isEqualTo(outcome.backboneSha256());
    }

    @ParameterizedTest
    @EnumSource
    void hasTheOrderOnDiskWhenItIsAnswered(Moment moment) throws Exception {
        runUntil(moment);
        answered.get(20, TimeUnit.SECONDS);

        try (Journal journal = Journal.open(copyOfState(), Clock.systemUTC())) {
            OpenRun run = journal.openRun()
                    .or(() -> journal.endedRun().map(EndedRun::run))
                    .orElseThrow();
            assertThat(run.stopped()).contains(new OpenRun.Stop("the data are of another study", "ada"));
        }
    }

    /** The coordinator ends as soon as the order is answered: in the middle of the commit, with luck. */
    @ParameterizedTest
    @EnumSource
    void obeysAnAnsweredOrderAfterARestart(Moment moment) throws Exception {
        runUntil(moment);
        answered.get(20, TimeUnit.SECONDS);
        federation.stop();

        federation.startAgain();
        if (federation.events(StateEntered.class).stream()
                .anyMatch(entered -> entered.state().equals("EndedBefore"))) {
            // For so long it lets sites hear of an end that they may not have heard of.
            federation.time.advance(Duration.ofSeconds(11));
        }

        RunOutcome outcome = federation.outcome();
        assertThat(outcome.state()).isEqualTo(RunOutcome.State.STOPPED);
        assertThat(outcome.reason()).isEqualTo("stopped by ada: the data are of another study");
        assertThat(outcome.rounds()).isEqualTo(1);
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        assertThat(recomputed()).isEqualTo(outcome.backboneSha256());
    }

    private void copyJournal() {
        try {
            Path copy = Files.createDirectory(copyOfState());
            Files.copy(federation.folder.path().resolve(DATABASE), copy.resolve(DATABASE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copyOfState() {
        return folder.resolve("as-a-power-failure-leaves-it");
    }

    /** The backbone that the round's journalled contributions make; fails where that is not what the journal says. */
    private String recomputed() throws Exception {
        federation.stop();
        try (Replay replay = Replay.open(
                folder.resolve("state"), Optional.empty(), plan -> new Recipe(plan, TensorFiles.tinyNetwork()))) {
            ReplayedRound first = replay.round(1, OptionalInt.empty());
            assertThat(first.equal()).isTrue();
            return first.recomputed().backbone();
        }
    }
}
