package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.gateway.LineSettings;
import io.lorkd.protocol.link.gateway.LinkTls;

import java.nio.file.Path;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Where a gateway listens, and whom it lets in.
 *
 * @param host the address to bind to
 * @param port 0 takes any free port
 * @param files the gateway's certificate and key, and the authority whose sites it lets in; read again when they change
 * @param revocations the certificates that are not good any more, if there is a list; read again when it changes
 */
public record GatewaySettings(String host, int port, TlsFiles files, Optional<Path> revocations, LineSettings line) {
    public GatewaySettings {
        requireNonNull(host, "host");
        requireNonNull(files, "files");
        requireNonNull(revocations, "revocations");
        requireNonNull(line, "line");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("gateway port " + port + " is not in 0..65535");
        }
    }

    /** Settings with the default pings and nothing revoked. */
    public GatewaySettings(String host, int port, TlsFiles files) {
        this(host, port, files, Optional.empty(), LineSettings.defaults());
    }

    /**
     * Reads the certificate files. Blocks.
     *
     * @throws io.lorkd.protocol.InvalidConfigurationException if they cannot be used, or are not a server's
     */
    public LinkTls read() {
        LinkTls tls = LinkTls.read(files, revocations);
        tls.requireServer();
        return tls;
    }
}
