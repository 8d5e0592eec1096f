package io.lorkd.coordinator.provision;

import io.lorkd.protocol.certificate.Validity;
import picocli.CommandLine.Option;

import java.time.Duration;

/** How long what a command issues is in force. */
final class Days {
    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How many days the certificate is in force, at most as long as the authority's own"
                    + " (default: ${DEFAULT-VALUE}).")
    private int days;

    Validity validity() {
        Duration length = Duration.ofDays(days);
        return new Validity(Validity.DEFAULT.authority(), length, length);
    }
}
