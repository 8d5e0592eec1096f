package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.gateway.LinkTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads certificate files again when they change. What cannot be used is said once, and what was read before stays. */
final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final GatewaySettings settings;
    private List<String> seen = List.of();

    TlsWatch(GatewaySettings settings) {
        this.settings = settings;
    }

    /** @throws InvalidConfigurationException if the files cannot be used */
    synchronized LinkTls read() {
        seen = stamps();
        LinkTls read = settings.read();
        settings.files().warnIfEnding(Clock.systemUTC());
        return read;
    }

    /** What the files hold now, if they have changed since they were last looked at and can be used. */
    synchronized Optional<LinkTls> readIfChanged() {
        if (stamps().equals(seen)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read());
        } catch (InvalidConfigurationException e) {
            LOG.error(
                    "the certificate files have changed and cannot be used; those from before stay: {}",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private List<String> stamps() {
        TlsFiles files = settings.files();
        return Stream.concat(
                        Stream.of(files.certificate(), files.key(), files.trust()), settings.revocations().stream())
                .map(TlsWatch::stamp)
                .toList();
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
