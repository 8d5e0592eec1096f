package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.journal.RoundRowState;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.plan.Rounds;
import io.lorkd.protocol.transfer.Sha256;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a run goes on that is taken up from its journal, and who must be told what before it does. */
final class Resumption {
    private final Run run;
    private final OpenRun past;
    private final Rounds rounds;
    private volatile List<Contribution> whole = List.of();

    Resumption(Run run, OpenRun past) {
        this.run = run;
        this.past = past;
        this.rounds = run.plan().rounds();
    }

    // What lies here

    /**
     * Checks the files of the open round; blocks. An update that is not whole any more is asked for again, but what a frozen
     * list names must be here: the site may have dropped it.
     */
    Void checkFiles() throws IOException {
        List<Contribution> found = new ArrayList<>();
        for (Contribution contribution : past.open().map(RoundRecord::staged).orElse(List.of())) {
            if (isWhole(contribution)) {
                found.add(contribution);
            } else {
                run.blobs().discard(contribution.digest());
            }
        }
        for (Contribution counted : isFrozen() ? past.open().orElseThrow().counted() : List.<Contribution>of()) {
            if (!found.contains(counted)) {
                throw new RunFailedException("The update of " + counted.site() + " for round " + counted.round()
                        + ", which is part of its commit, is not whole in "
                        + run.blobs().path(counted.digest()) + ": restore the file, and start again");
            }
        }
        whole = List.copyOf(found);
        return null;
    }

    /** Whether the list of what counts in the open round is decided: its commit can only go on. */
    boolean isFrozen() {
        return past.open().map(RoundRecord::state).equals(Optional.of(RoundRowState.COMMITTING));
    }

    private boolean isWhole(Contribution contribution) throws IOException {
        BlobStore blobs = run.blobs();
        return blobs.has(contribution.digest())
                && Sha256.ofFile(blobs.path(contribution.digest())).equals(contribution.digest());
    }

    // Where the run goes on

    private boolean hasBegun() {
        return past.committed().isPresent()
                || past.open().isPresent()
                || !past.ranks().isEmpty();
    }

    Admission admission() {
        if (past.committedRounds() >= rounds.total()) {
            return Admission.CLOSING;
        }
        return hasBegun() || run.participants().size() >= rounds.sites() ? Admission.RUNNING : Admission.OPEN;
    }

    /** @param living the sites that have said what they hold */
    RunState next(Set<String> living) {
        int committed = past.committedRounds();
        if (!hasBegun()) {
            return new WaitingForSites(run, past.measured(Measurement.BEFORE_WARMUP));
        }
        if (committed >= rounds.total()) {
            return new Finishing(run, past.reports(), living);
        }
        if (committed < rounds.warmup()) {
            return unfinished(new Warmup(run));
        }
        if (run.settings().measures() && past.ranks().isEmpty()) {
            return new Ranking(run, past.measured(Measurement.AFTER_WARMUP));
        }
        return past.ranks().isEmpty() ? unfinished(Training.afterWarmup(run)) : unfinished(new Decomposition(run));
    }

    /**
     * What sites are at by their own word, so that nobody is offered other work who is not free. Who trains an earlier backbone is:
     * it may not have that one whole, and can pull the newest only.
     */
    void recallWork(RunState next, Map<String, Answer.Holding> holdings) {
        if (next instanceof Training training) {
            holdings.forEach((site, holding) -> holding.training()
                    .filter(at -> at.round() > past.committedRounds())
                    .or(() -> holding.pending().map(UpdateReady::round))
                    .filter(at -> isOpenWork(site, at))
                    .ifPresent(at -> training.pace()
                            .recall(
                                    site,
                                    new SitePart.Working(
                                            at,
                                            new Lease(rounds.lease(), run.time().now())))));
        }
    }

    /** Whether it is of this phase, and not in a commit that the site has not heard of. */
    private boolean isOpenWork(String site, RoundId at) {
        int before = past.committedRounds() < rounds.warmup() ? 0 : rounds.warmup();
        Optional<RoundId> counted =
                Optional.ofNullable(past.lastCounted().get(site)).map(round -> trained(round, site));
        return at.run().equals(run.id())
                && at.round() > before
                && counted.filter(last -> !at.isAfter(last)).isEmpty();
    }

    private static RoundId trained(RoundRecord round, String site) {
        return round.counted().stream()
                .filter(contribution -> contribution.site().equals(site))
                .findFirst()
                .orElseThrow()
                .trained();
    }

    private Training unfinished(Training training) {
        past.open().ifPresent(open -> training.goOnWith(open, whole));
        return training;
    }

    // Who is told what

    /**
     * Tells every site again how the last round ended that its update is in, unless it says that it has promoted it, and how
     * the last round ended where all that were offered it are told. A site that has heard it before takes no harm.
     */
    void tellClosings(Map<String, Answer.Holding> holdings) {
        past.lastCounted().forEach((site, round) -> {
            RoundId trained = trained(round, site);
            if (!hasPromoted(holdings.get(site), trained)) {
                tell(site, closed(round, trained));
            }
        });
        if (run.plan().buffered().isPresent()) {
            return; // who is not in a commit goes on with what it is at
        }
        past.committed()
                .ifPresent(last -> last.chosen().stream()
                        .filter(site -> !last.contributors().contains(site))
                        .forEach(site -> tell(site, closed(last, last.row().round()))));
    }

    private static boolean hasPromoted(Answer.Holding holding, RoundId trained) {
        return holding != null
                && holding.promotedRound().isPresent()
                && holding.promotedRound().getAsInt() >= trained.round();
    }

    private static RoundClosed closed(RoundRecord round, RoundId trained) {
        return new RoundClosed(
                trained,
                round.state() == RoundRowState.COMMITTED,
                round.nextBackbone().orElse(round.row().backbone()),
                round.contributors());
    }

    private void tell(String site, RoundClosed closed) {
        run.line(site).send(closed);
    }
}
