package io.lorkd.browser;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What was measured in a browser, for people to read: on standard output, and in target/browser-measurements.json. */
final class Measurements {
    private static final Path FILE = Path.of("target", "browser-measurements.json");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Map<String, Object> figures = new TreeMap<>();

    /** @param name with its unit */
    void add(String name, Object figure) {
        figures.put(name, figure);
        System.out.println("Measured in the browser: " + name + " " + figure);
    }

    void write() {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, JSON.writeValueAsString(figures) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
