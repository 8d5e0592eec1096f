package io.lorkd.simulation;

import io.lorkd.protocol.InvalidConfigurationException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** Where a simulation writes: a new or empty folder, so that no run is mixed with another. */
final class OutputFolder {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private OutputFolder() {}

    /** @param asked the folder that was asked for; null takes {@code runs/NAME-TIME} in the current one */
    static Path prepare(Path asked, String name, Clock clock) {
        Path folder = asked == null
                ? Path.of(
                        "runs",
                        name.replaceAll("[^A-Za-z0-9.-]+", "-") + "-"
                                + LocalDateTime.now(clock).format(TIME))
                : asked;
        try {
            if (Files.isDirectory(folder) && !isEmpty(folder)) {
                throw new InvalidConfigurationException("The output folder " + folder
                        + " is not empty; name a new one with --out, or remove what is in it.");
            }
            return Files.createDirectories(folder).toAbsolutePath().normalize();
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The output folder " + folder + " cannot be made (" + e + "); name another with --out.");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
