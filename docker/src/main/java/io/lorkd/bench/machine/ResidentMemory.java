package io.lorkd.bench.machine;

import io.lorkd.protocol.command.RunFailedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** What a process has had in memory at most, by Linux's own account. */
public final class ResidentMemory {
    private static final String PEAK = "VmHWM:";

    private ResidentMemory() {}

    /** In kB of 1024 bytes. */
    public static long peakKb(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .map(line -> Arrays.asList(line.strip().split("\\s+")).get(1))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow(() -> new RunFailedException(status + " has no line " + PEAK));
        } catch (IOException e) {
            throw new RunFailedException("resident memory is read from " + status + ", which Linux alone has", e);
        }
    }
}
