package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;

import java.time.Duration;
import java.util.List;

import static java.util.Objects.requireNonNull;

/**
 * How a site reaches the coordinator through a gateway.
 *
 * @param identity the site, and the id of its state folder
 * @param urls gateways of one federation, tried in turn
 * @param files the site's certificate and key, and whom it trusts; read again for each connection
 * @param longestPause how long it waits at most before it tries to connect again; at least a second
 */
public record GatewayClientSettings(
        Identity identity, List<GatewayUrl> urls, TlsFiles files, LineSettings line, Duration longestPause) {
    public GatewayClientSettings {
        requireNonNull(identity, "identity");
        requireNonNull(files, "files");
        requireNonNull(line, "line");
        requireNonNull(longestPause, "longestPause");
        if (longestPause.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new InvalidConfigurationException(
                    "longestPause: found " + longestPause.toMillis() + "ms; allowed is a second or more");
        }
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new InvalidConfigurationException("gateway urls: found none; expected at least one, wss://host:port");
        }
    }

    /** Settings with the default pause. */
    public GatewayClientSettings(Identity identity, List<GatewayUrl> urls, TlsFiles files, LineSettings line) {
        this(identity, urls, files, line, Reconnecting.LONGEST_PAUSE);
    }

    /** Settings with the default pings and pause. */
    public GatewayClientSettings(Identity identity, List<GatewayUrl> urls, TlsFiles files) {
        this(identity, urls, files, LineSettings.defaults());
    }
}
