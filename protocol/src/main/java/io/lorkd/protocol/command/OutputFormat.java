package io.lorkd.protocol.command;

import picocli.CommandLine.Option;

/** {@code --format}, mixed into a command whose answer is for people, or for programs. */
public final class OutputFormat {
    private enum Format {
        TEXT,
        JSON
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format;

    public boolean isJson() {
        return format == Format.JSON;
    }
}
