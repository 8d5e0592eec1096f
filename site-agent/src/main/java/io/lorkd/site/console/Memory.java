package io.lorkd.site.console;

import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process takes: Java's own part of it, and the whole, where the engine's arrays are. */
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final long KIBI = 1024;

    private Memory() {}

    static JsonObject now() {
        Runtime java = Runtime.getRuntime();
        OptionalLong resident = resident();
        return new JsonObject()
                .put("heap", java.totalMemory() - java.freeMemory())
                .put("heapLimit", java.maxMemory())
                .put("resident", resident.isPresent() ? resident.getAsLong() : null);
    }

    /** Bytes of this process in the machine's memory; empty where the system does not tell. */
    private static OptionalLong resident() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .map(RESIDENT::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(line -> Long.parseLong(line.group(1)) * KIBI)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
