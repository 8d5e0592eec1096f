package io.lorkd.e2e;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A run takes no more memory the longer it goes on: neither Java's nor the engine's. */
class SteadyMemoryTest {
    private static final int ROUNDS = 100;
    private static final int WARM = 20;
    private static final double GROWTH = 1.1;
    private static final Pattern COMMITTED = Pattern.compile("round +(\\d+)/" + ROUNDS + " .* loss .*");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    @TempDir
    Path temporary;

    /** In a JVM of its own, whose heap is as large from the start as it may become: what grows then is a leak. */
    @Test
    void aHundredRoundsTakeNoMoreThanTwenty() throws IOException, InterruptedException {
        Path plan = Files.writeString(temporary.resolve("plan.yaml"), """
                network: {imageSize: 8}
                normalisation: {scope: local}
                experts: {rank: 2}
                training: {batchSize: 8}
                rounds: {warmup: 5, decomposition: %d, localSteps: 1}
                """.formatted(ROUNDS - 5));
        Process simulation = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms128m",
                        "-Xmx128m",
                        "-XX:+AlwaysPreTouch",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.lorkd.launcher.Main",
                        "simulate",
                        "--plan",
                        plan.toString(),
                        "--out",
                        temporary.resolve("out").toString())
                .redirectError(temporary.resolve("err").toFile())
                .start();
        Map<Integer, Long> residentAfter = new HashMap<>();
        try (BufferedReader progress = simulation.inputReader()) {
            for (String line = progress.readLine(); line != null; line = progress.readLine()) {
                Matcher committed = COMMITTED.matcher(line);
                if (committed.matches()) {
                    residentAfter.put(Integer.parseInt(committed.group(1)), resident(simulation));
                }
            }
        } finally {
            simulation.destroy();
        }

        assertThat(simulation.waitFor())
                .as(Files.readString(temporary.resolve("err")))
                .isZero();
        assertThat(residentAfter).containsKeys(WARM, ROUNDS);
        assertThat(residentAfter.get(ROUNDS))
                .as("kB resident after each round: %s", residentAfter)
                .isLessThanOrEqualTo((long) (GROWTH * residentAfter.get(WARM)));
    }

    private static long resident(Process process) throws IOException {
        Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc", "" + process.pid(), "status")));
        assertThat(found.find()).isTrue();
        return Long.parseLong(found.group(1));
    }
}
