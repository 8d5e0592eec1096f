package io.lorkd.coordinator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.coordinator.replay.Replay;
import io.lorkd.coordinator.replay.ReplayedRound;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.config.ConfigurationReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code lorkd replay}: shows that a round's backbone is what its updates make. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Compute a committed round again from the files that were staged for it, and compare the digests.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the round comes to the same backbone and optimiser state",
            "1:it comes to others, or a file is damaged",
            "2:there is no such committed round, or its files are no longer kept"
        },
        footer = {
            "",
            "The coordinator must be stopped. Rule, optimiser, learning rate and weights are those of the journal. The plan's rounds.keepRounds says for how many rounds files are kept."
        })
public final class ReplayCommand implements LorkdCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the run is: one of both. */
    private static final class Place {
        @Option(names = "--state", required = true, paramLabel = "DIR", description = "The coordinator's state folder.")
        private Path state;

        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The coordinator's configuration: needed where it names a database for the journal.")
        private Path config;
    }

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Place place;

    @Option(names = "--round", required = true, paramLabel = "N", description = "The round, from 1.")
    private int round;

    @Option(
            names = "--attempt",
            paramLabel = "A",
            description = "The attempt that must have been committed (default: whichever was).")
    private Integer attempt;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        try (Replay replay = open()) {
            ReplayedRound replayed =
                    replay.round(round, attempt == null ? OptionalInt.empty() : OptionalInt.of(attempt));
            PrintWriter out = spec.commandLine().getOut();
            out.print(format.isJson() ? json(replayed) : text(replayed));
            out.flush();
            return replayed.equal() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    private Replay open() {
        if (place.config == null) {
            return Replay.open(place.state, Optional.empty());
        }
        CoordinatorFile file = ConfigurationReader.read(place.config, CoordinatorFile.class);
        Optional<PostgresSettings> journal = file.journalSettings(place.config);
        return Replay.open(place.config.toAbsolutePath().resolveSibling(file.state()), journal);
    }

    private static String text(ReplayedRound replayed) {
        StringBuilder text = new StringBuilder("round %d, attempt %d, of run %s, from %d update%s%n"
                .formatted(
                        replayed.round().round(),
                        replayed.round().attempt(),
                        replayed.round().run(),
                        replayed.updates(),
                        replayed.updates() == 1 ? "" : "s"));
        line(
                text,
                "backbone",
                Optional.of(replayed.journalled().backbone()),
                replayed.recomputed().backbone());
        replayed.recomputed()
                .optimiserState()
                .ifPresent(state ->
                        line(text, "optimiser state", replayed.journalled().optimiserState(), state));
        return text.append(replayed.equal() ? "the same" : "NOT THE SAME")
                .append(System.lineSeparator())
                .toString();
    }

    private static void line(StringBuilder text, String what, Optional<String> journalled, String recomputed) {
        text.append("%-16s journalled %s%n%-16s recomputed %s%n"
                .formatted(what, journalled.orElse("none"), "", recomputed));
    }

    private static String json(ReplayedRound replayed) {
        ObjectNode json = JSON.createObjectNode()
                .put("run", replayed.round().run())
                .put("round", replayed.round().round())
                .put("attempt", replayed.round().attempt())
                .put("updates", replayed.updates())
                .put("journalled", replayed.journalled().backbone())
                .put("recomputed", replayed.recomputed().backbone())
                .put(
                        "journalledOptimiserState",
                        replayed.journalled().optimiserState().orElse(null))
                .put(
                        "recomputedOptimiserState",
                        replayed.recomputed().optimiserState().orElse(null))
                .put("equal", replayed.equal());
        return json + System.lineSeparator();
    }
}
