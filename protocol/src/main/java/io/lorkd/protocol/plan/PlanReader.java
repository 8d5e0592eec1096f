package io.lorkd.protocol.plan;

import java.nio.file.Path;

/** Reads a plan from YAML, strictly. */
public final class PlanReader {
    private PlanReader() {}

    public static Plan read(Path yaml) {
        throw new UnsupportedOperationException();
    }

    public static Plan parse(String yaml, String source) {
        throw new UnsupportedOperationException();
    }

    public static Plan defaults() {
        throw new UnsupportedOperationException();
    }

    public static String describe() {
        throw new UnsupportedOperationException();
    }

    public static String write(Plan plan) {
        throw new UnsupportedOperationException();
    }
}
