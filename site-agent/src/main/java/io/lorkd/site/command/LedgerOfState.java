package io.lorkd.site.command;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.egress.LedgerReading;
import io.lorkd.site.folder.StateFolder;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;

/** The ledger in a site's state folder, which may be in use. */
final class LedgerOfState {
    @Option(
            names = "--state",
            required = true,
            paramLabel = "DIR",
            description = "The site's state folder, as its site.yaml names it.")
    private Path state;

    Path file() {
        return state.resolve(StateFolder.LEDGER);
    }

    /** @throws InvalidConfigurationException if the folder is no site's */
    LedgerReading read() {
        if (!StateFolder.isOne(state)) {
            throw new InvalidConfigurationException("--state: found " + state
                    + ", which is no site's state folder; expected the one that site.yaml names");
        }
        try {
            return LedgerReading.of(file());
        } catch (IOException e) {
            throw new InvalidConfigurationException(file() + " cannot be read: " + e, e);
        }
    }

    /** @throws RunFailedException if something is wrong with it */
    void refuseFlawed(LedgerReading reading) {
        reading.flaw().ifPresent(flaw -> {
            throw new RunFailedException(file() + ", " + flaw.what());
        });
    }
}
