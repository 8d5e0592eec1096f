package io.lorkd.coordinator.command;

import io.lorkd.coordinator.aggregation.Aggregation;
import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.aggregation.Update;
import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.RoundRow;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Two committed rounds of three sites; the second one took two attempts. */
class ReplayCommandTest {
    private static final List<String> SITES = List.of("a", "b", "c");

    private final Random random = new Random(5);
    private final StringWriter out = new StringWriter();
    private Exception failure;

    @TempDir
    Path folder;

    private Path state;
    private List<String> firstUpdates;

    @BeforeEach
    void nameTheFolder() {
        state = folder.resolve("state");
    }

    @ParameterizedTest
    @CsvSource({"mean,plain", "mean,momentum", "median,adam", "trimmed-mean,yogi", "norm-bound,plain"})
    void comesToTheSameBits(String rule, String optimiser) throws IOException {
        train(rule, optimiser);

        assertThat(replay("--round", "1")).isZero();
        assertThat(replay("--round", "2")).isZero();
        assertThat(out.toString()).contains("round 2, attempt 2", "3 updates", "the same");
        assertThat(folder.resolve("state/staging")).isEmptyDirectory();
    }

    @Test
    void printsJson() throws IOException {
        train("mean", "momentum");

        assertThat(replay("--round", "1", "--format", "json")).isZero();

        assertThat(out.toString().strip())
                .startsWith("{\"run\":\"run\",\"round\":1,\"attempt\":1,\"updates\":3,\"journalled\":\"")
                .endsWith("\"equal\":true}");
    }

    @Test
    void saysBothDigestsWhereTheyDiffer() throws IOException {
        train("mean", "plain");
        try (Journal journal = Journal.open(state, Clock.systemUTC())) {
            journal.rounds().committed(new RoundId("run", 2, 2), "f".repeat(64), Optional.empty());
        }

        assertThat(replay("--round", "2")).isEqualTo(1);

        assertThat(out.toString()).contains("journalled " + "f".repeat(64), "recomputed", "NOT THE SAME");
    }

    @Test
    void namesAFileThatIsDamaged() throws IOException {
        train("mean", "plain");
        Path update = state.resolve("blobs").resolve(firstUpdates.get(1));
        byte[] bytes = Files.readAllBytes(update);
        bytes[bytes.length - 1] ^= 1;
        Files.write(update, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        replay("--round", "1");

        assertThat(failure).isInstanceOf(RunFailedException.class).hasMessageContaining(firstUpdates.get(1));
    }

    @Test
    void saysWhichRoundsAreKept() throws IOException {
        train("mean", "plain");
        Files.delete(state.resolve("blobs").resolve(firstUpdates.get(0)));

        replay("--round", "1");

        assertThat(failure)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("those of 2 are")
                .hasMessageContaining("rounds.keepRounds, which is 2");
    }

    @Test
    void refusesARoundOrAttemptThatWasNotCommitted() throws IOException {
        train("mean", "plain");

        replay("--round", "3");
        assertThat(failure)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Round 3 of run run was not committed")
                .hasMessageContaining("round 2, attempt 2");
        replay("--round", "2", "--attempt", "1");
        assertThat(failure).hasMessageContaining("Round 2, attempt 1, of run run was not committed");
        assertThat(replay("--round", "2", "--attempt", "2")).isZero();
    }

    @Test
    void refusesAFolderThatIsNoStateFolder() {
        replay("--round", "1");

        assertThat(failure).isInstanceOf(InvalidInputException.class).hasMessageContaining(state.toString());
        assertThat(state).doesNotExist();
    }

    @Test
    void refusesAFolderInWhichNoRunHasBegun() {
        StateFolder.open(state).close();

        replay("--round", "1");

        assertThat(failure).isInstanceOf(InvalidInputException.class).hasMessageContaining("No run has begun");
    }

    @Test
    void refusesAFolderThatACoordinatorHas() throws IOException {
        train("mean", "plain");
        try (StateFolder coordinators = StateFolder.open(state)) {
            replay("--round", "1");

            assertThat(failure).isInstanceOf(RunFailedException.class).hasMessageContaining("is in use");
            assertThat(coordinators.path()).exists();
        }
    }

    @Test
    void findsTheFolderInTheConfiguration() throws IOException {
        train("mean", "plain");
        Path config = Files.writeString(folder.resolve("coordinator.yaml"), """
                plan: plan.yaml
                state: state
                link:
                  cluster:
                    port: 0
                """);

        assertThat(run("--config", config.toString(), "--round", "1")).isZero();
    }

    private int replay(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--state", state.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return new CommandLine(new ReplayCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((exception, line, result) -> {
                    failure = exception;
                    return -1;
                })
                .execute(arguments);
    }

    /** As a coordinator does: files first, then the rows. */
    private void train(String rule, String optimiser) throws IOException {
        Plan plan = PlanReader.parse(
                "aggregation: {rule: %s, maxNorm: 0.5}%nserver: {optimiser: %s}%n".formatted(rule, optimiser),
                "a test");
        Recipe recipe = Recipe.of(plan);
        try (StateFolder opened = StateFolder.open(state);
                Journal journal = Journal.open(state, Clock.systemUTC())) {
            BlobStore blobs = opened.blobs();
            String initial = blobs.keep(TensorFiles.constant(blobs.staging("initial"), recipe.manifest(), 1, 1));
            journal.runOpened("run", "a study", PlanReader.write(plan), initial);
            for (String site : SITES) {
                journal.siteEnrolled(
                        "run", new Enrol(site, "x", List.of(new Region("r", List.of("0", "1"), 9)), "cpu"));
            }
            RoundRow first = new RoundRow(new RoundId("run", 1, 1), Phase.WARMUP, 0.1, initial, Optional.empty());
            List<Contribution> updates = updates(blobs, recipe, first.round());
            firstUpdates = updates.stream().map(Contribution::digest).toList();
            RoundRow second = commit(journal, blobs, recipe, first, updates);
            journal.rounds().offered(second, SITES);
            journal.rounds().abandoned(second.round(), "too few");
            RoundRow again = new RoundRow(
                    new RoundId("run", 2, 2),
                    second.phase(),
                    second.learningRate(),
                    second.backbone(),
                    second.optimiserState());
            commit(journal, blobs, recipe, again, updates(blobs, recipe, again.round()));
        }
    }

    private List<Contribution> updates(BlobStore blobs, Recipe recipe, RoundId round) throws IOException {
        List<Contribution> updates = new ArrayList<>();
        for (String site : SITES) {
            Path file = TensorFiles.write(
                    blobs.staging(site), recipe.manifest(), (entry, element) -> Math.abs(random.nextGaussian()) * 1e-2);
            updates.add(new Contribution(
                    round, round, site, blobs.keep(file), 1, 1 + random.nextInt(9), Map.of(), "0".repeat(64)));
        }
        return updates;
    }

    /** Returns the row of the round that begins with what this one made. */
    private static RoundRow commit(
            Journal journal, BlobStore blobs, Recipe recipe, RoundRow row, List<Contribution> contributions)
            throws IOException {
        journal.rounds().offered(row, SITES);
        contributions.forEach(journal.rounds()::staged);
        journal.rounds().committing(row.round(), contributions);
        List<Update> updates = contributions.stream()
                .map(update -> new Update(update.site(), blobs.path(update.digest()), update.weight()))
                .toList();
        Aggregation.Outputs made = recipe.aggregation(row.learningRate())
                .run(
                        new Aggregation.Inputs(
                                blobs.path(row.backbone()), row.optimiserState().map(blobs::path), updates),
                        blobs.staging("next"),
                        blobs.staging("moments"));
        Optional<String> moments = made.optimiserState().isPresent()
                ? Optional.of(blobs.keep(made.optimiserState().get()))
                : Optional.empty();
        String backbone = blobs.keep(made.backbone());
        journal.rounds().committed(row.round(), backbone, moments);
        RoundId next = new RoundId(row.round().run(), row.round().round() + 1, 1);
        return new RoundRow(next, Phase.DECOMPOSITION, row.learningRate() / 2, backbone, moments);
    }
}
