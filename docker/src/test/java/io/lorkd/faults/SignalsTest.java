package io.lorkd.faults;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Real processes that are asked to end, or started where they must not be. */
class SignalsTest {
    /** As a simulation's progress has it: a site, and the steps that it has done. */
    private static final Pattern A_STEP = Pattern.compile("site-\\w+ \\d+/\\d+");

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temporary;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }

    @Test
    void anInterruptedSimulationLeavesNoProcessBehind() throws IOException, InterruptedException {
        Path log = temporary.resolve("simulate.log");
        Process simulate = simulate(log, "--processes");
        try {
            await().until(() -> Files.readString(log).contains("Site site-skin joined."));
            List<ProcessHandle> processes = Stream.concat(Stream.of(simulate.toHandle()), simulate.descendants())
                    .toList();
            assertThat(processes)
                    .as("the simulation, its coordinator and its four sites")
                    .hasSize(6);

            signal("INT", simulate);

            await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        } finally {
            simulate.descendants().forEach(ProcessHandle::destroyForcibly);
            simulate.destroyForcibly();
        }
    }

    /** Sites and engine are in the process that the signal ends: a step under way has to come to its end first. */
    @Test
    void aSimulationInOneProcessEndsBetweenSteps() throws IOException, InterruptedException {
        Path log = temporary.resolve("simulate.log");
        Process simulate = simulate(log);
        try {
            await().until(() -> A_STEP.matcher(Files.readString(log)).find());
            signal("TERM", simulate);

            await().until(() -> !simulate.isAlive());
            assertThat(simulate.exitValue()).as(Files.readString(log)).isEqualTo(128 + 15);
            assertThat(temporary.resolve("crash.log")).doesNotExist();
            assertThat(filesBelow(temporary.resolve("out")))
                    .as("a checkpoint of the round, which a site writes when its trainer is closed")
                    .anyMatch(file -> file.endsWith("shared.safetensors"));
        } finally {
            simulate.destroyForcibly();
        }
    }

    private Process simulate(Path log, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-XX:ErrorFile=" + temporary.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.lorkd.launcher.Main",
                "simulate",
                "--out",
                temporary.resolve("out").toString()));
        line.addAll(List.of(options));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** The lock's file names its holder. */
    private static boolean isLocked(Path state) throws IOException {
        Path lock = state.resolve("lock");
        return Files.exists(lock) && Files.size(lock) > 0;
    }

    @Test
    void aSecondProcessOnAStateFolderIsRefusedAndTheFirstGoesOn() throws IOException {
        Plan plan = FaultSuite.plan();
        try (LoopbackFederation federation = LoopbackFederation.prepare(vertx, temporary, plan)) {
            Member coordinator = federation.coordinator();
            Member site = federation.sites().get(0);
            coordinator.start();
            site.start();
            await().until(() -> isLocked(federation.files().coordinatorState())
                    && isLocked(federation.files().siteState(site.name())));

            for (Member first : List.of(coordinator, site)) {
                Path config = temporary.resolve("second-" + first.name() + ".yaml");
                Files.writeString(config, Files.readString(first.config()).replaceAll("port: \\d+", "port: 0"));
                Member second = first.with(config, temporary.resolve("second-" + first.name() + ".log"));
                second.start();
                await().until(() -> second.exitCode().isPresent());

                assertThat(second.exitCode()).hasValue(1);
                assertThat(second.tail()).contains("the state folder", "is in use by");
                assertThat(first.exitCode()).isEmpty();
            }
        }
    }
}
