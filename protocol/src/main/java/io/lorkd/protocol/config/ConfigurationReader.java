package io.lorkd.protocol.config;

import java.nio.file.Path;

/** Reads a configuration file into a record whose components are annotated with {@link Key}. */
public final class ConfigurationReader {
    private ConfigurationReader() {}

    public static <T extends Record> T read(Path file, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    public static <T extends Record> T parse(String yaml, String source, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    public static String describe(Class<? extends Record> type) {
        throw new UnsupportedOperationException();
    }
}
