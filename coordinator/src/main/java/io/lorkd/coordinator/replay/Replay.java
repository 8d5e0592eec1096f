package io.lorkd.coordinator.replay;

import io.lorkd.coordinator.aggregation.Aggregation;
import io.lorkd.coordinator.aggregation.Update;
import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.PastRun;
import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.replay.ReplayedRound.Result;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Recomputes rounds of the last run in a state folder. It takes the folder's lock, as a coordinator does: a file that is being
 * read is not swept away meanwhile.
 */
public final class Replay implements AutoCloseable {
    private final StateFolder folder;
    private final Journal journal;
    private final PastRun run;
    private final Recipe recipe;

    private Replay(StateFolder folder, Journal journal, PastRun run, Recipe recipe) {
        this.folder = folder;
        this.journal = journal;
        this.run = run;
        this.recipe = recipe;
    }

    /**
     * @param state a coordinator's state folder
     * @param postgres where the journal is, if it is not in the state folder
     * @throws InvalidInputException if that is no such folder, or no run has begun in it
     * @throws RunFailedException if a coordinator has it
     */
    public static Replay open(Path state, Optional<PostgresSettings> postgres) {
        return open(state, postgres, Recipe::of);
    }

    /** As {@link #open(Path, Optional)}, for a network that the catalogue may not have. */
    public static Replay open(Path state, Optional<PostgresSettings> postgres, Function<Plan, Recipe> recipe) {
        if (!Files.isDirectory(state.resolve("blobs"))) {
            throw new InvalidInputException(
                    state + " is no state folder of a coordinator; it has no folder named blobs");
        }
        StateFolder folder = StateFolder.open(state);
        Journal journal = null;
        boolean opened = false;
        try {
            journal = Journal.open(postgres, folder.path(), Clock.systemUTC());
            PastRun run = journal.lastRun()
                    .orElseThrow(() -> new InvalidInputException("No run has begun in the state folder " + state));
            Plan plan = PlanReader.parse(run.plan(), "the plan of run " + run.id());
            Replay replay = new Replay(folder, journal, run, recipe.apply(plan));
            opened = true;
            return replay;
        } finally {
            if (!opened) {
                if (journal != null) {
                    journal.close();
                }
                folder.close();
            }
        }
    }

    /**
     * @param attempt which one was committed; empty for whichever was
     * @throws InvalidInputException if it was not committed, or its files are no longer kept
     * @throws RunFailedException if a file is damaged
     */
    public ReplayedRound round(int number, OptionalInt attempt) {
        RoundRecord round = journal.rounds()
                .committed(run.id(), number, attempt)
                .orElseThrow(() -> new InvalidInputException(notCommitted(number, attempt)));
        if (!isKept(round)) {
            throw new InvalidInputException("The files of round " + number + " of run " + run.id()
                    + " are no longer kept; " + kept() + ". The plan's rounds.keepRounds, which is "
                    + recipe.plan().rounds().keepRounds() + ", says for how many rounds they are");
        }
        files(round).forEach(this::check);
        Result journalled = new Result(round.nextBackbone().orElseThrow(), round.nextOptimiserState());
        return new ReplayedRound(round.row().round(), round.counted().size(), journalled, recompute(round));
    }

    private String notCommitted(int number, OptionalInt attempt) {
        return "Round " + number + (attempt.isPresent() ? ", attempt " + attempt.getAsInt() + "," : "") + " of run "
                + run.id() + " was not committed; "
                + journal.rounds()
                        .lastCommitted(run.id())
                        .map(last -> "the last one that was is round " + last.number() + ", attempt "
                                + last.row().round().attempt())
                        .orElse("none was yet");
    }

    private Result recompute(RoundRecord round) {
        BlobStore blobs = folder.blobs();
        List<Update> updates = new ArrayList<>();
        for (Contribution contribution : round.counted()) {
            updates.add(new Update(contribution.site(), blobs.path(contribution.digest()), contribution.weight()));
        }
        Aggregation.Inputs inputs = new Aggregation.Inputs(
                blobs.path(round.row().backbone()), round.row().optimiserState().map(blobs::path), updates);
        Path backbone = blobs.staging("replayed-backbone");
        Path state = blobs.staging("replayed-optimiser-state");
        try {
            Aggregation.Outputs made =
                    recipe.aggregation(round.row().learningRate()).run(inputs, backbone, state);
            return new Result(digest(made.backbone()), made.optimiserState().map(Replay::digest));
        } finally {
            delete(backbone);
            delete(state);
        }
    }

    /** What the round was made of. */
    private static Stream<String> files(RoundRecord round) {
        return Stream.of(
                        Stream.of(round.row().backbone()),
                        round.row().optimiserState().stream(),
                        round.counted().stream().map(Contribution::digest))
                .flatMap(digests -> digests);
    }

    private boolean isKept(RoundRecord round) {
        return files(round).allMatch(folder.blobs()::has);
    }

    private String kept() {
        List<String> kept = new ArrayList<>();
        Optional<RoundRecord> round = journal.rounds().lastCommitted(run.id());
        while (round.isPresent() && isKept(round.get())) {
            kept.add(0, Integer.toString(round.get().number()));
            round = journal.rounds().committed(run.id(), round.get().number() - 1, OptionalInt.empty());
        }
        return kept.isEmpty() ? "no round's are" : "those of " + String.join(", ", kept) + " are";
    }

    private void check(String digest) {
        String found = digest(folder.blobs().path(digest));
        if (!found.equals(digest)) {
            throw new RunFailedException("The file " + folder.blobs().path(digest) + " is damaged: its SHA-256 is "
                    + found + "; the round cannot be recomputed from it");
        }
    }

    private static String digest(Path file) {
        try {
            return Sha256.ofFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    @Override
    public void close() {
        journal.close();
        folder.close();
    }
}
