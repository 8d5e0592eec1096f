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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads certificate files again when they change. What cannot be used is said once, and what was read before stays. */
final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final TlsFiles files;
    private final Optional<Path> revocations;
    private List<String> seen = List.of();

    TlsWatch(TlsFiles files, Optional<Path> revocations) {
        this.files = files;
        this.revocations = revocations;
    }

    /** @throws InvalidConfigurationException if the files cannot be used */
    synchronized LinkTls read() {
        seen = stamps();
        return LinkTls.read(files, revocations);
    }

    /** What the files hold now, if they have changed since they were last looked at and can be used. */
    synchronized Optional<LinkTls> readIfChanged() {
        List<String> now = stamps();
        if (now.equals(seen)) {
            return Optional.empty();
        }
        seen = now;
        try {
            LinkTls changed = LinkTls.read(files, revocations);
            changed.requireServer();
            return Optional.of(changed);
        } catch (InvalidConfigurationException e) {
            LOG.error(
                    "the certificate files have changed and cannot be used; those from before stay: {}",
                    e.getMessage());
            return Optional.empty();
        }
    }

    private List<String> stamps() {
        return Stream.concat(Stream.of(files.certificate(), files.key(), files.trust()), revocations.stream())
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
