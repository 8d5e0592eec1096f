package io.lorkd.launcher;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs read what commands print: each that prints a result has it as JSON, too. */
class JsonOfEveryCommandTest {
    /** What prints no result, by why. Whoever adds a command finds it missing here, or gives it a --format. */
    private static final Map<String, Set<String>> WITHOUT = Map.of(
            "a daemon: its results are files, the API and logs",
            Set.of("coordinator", "gateway", "line"),
            "writes files, and says in a sentence which and what to do with them",
            Set.of(
                    "dist",
                    "provision federation",
                    "provision init",
                    "provision renew",
                    "provision revoke",
                    "provision server",
                    "provision sign",
                    "provision site",
                    "site request",
                    "users add",
                    "users password",
                    "users remove"),
            "asks a person",
            Set.of("site approve"),
            "answers by its exit code",
            Set.of("health"),
            "prints the tool's own output",
            Set.of("generate-completion", "help", "test"),
            "a process of the benchmark, which speaks to that",
            Set.of("bench coordinator", "bench pump"));

    @Test
    void everyCommandThatPrintsAResultHasAFormat() {
        SortedMap<String, CommandLine> commands = new TreeMap<>();
        collect("", Main.commandLine(), commands);
        Set<String> without = commands.entrySet().stream()
                .filter(command -> command.getValue().getCommandSpec().findOption("--format") == null)
                .map(Map.Entry::getKey)
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        Set<String> known = new TreeSet<>();
        WITHOUT.values().forEach(known::addAll);

        assertThat(without).isEqualTo(known);
    }

    /** Those that do something of their own: a command that only holds others asks for one of them. */
    private static void collect(String path, CommandLine line, Map<String, CommandLine> commands) {
        line.getSubcommands().forEach((name, command) -> {
            String called = path.isEmpty() ? name : path + " " + name;
            boolean onlyHolds = !command.getSubcommands().isEmpty()
                    && !Set.of("site", "bench").contains(called);
            if (!onlyHolds) {
                commands.put(called, command);
            }
            collect(called, command, commands);
        });
    }
}
