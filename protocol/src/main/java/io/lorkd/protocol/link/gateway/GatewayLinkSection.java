package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.config.Key;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A site's gateway link, as its configuration file has it. */
public record GatewayLinkSection(
        @Key("wss://host:port of the federation's gateways, tried in turn.")
        List<String> urls,

        @Key("The site's certificate, PEM. Read again for each connection.")
        Path certificate,

        @Key("The certificate's key, PKCS#8 in PEM.") Path key,

        @Key("The certificate of the federation's authority, PEM.")
        Path trust,

        @Key(value = "How often the site asks whether the gateway is there.", defaultValue = "2s")
        Duration ping,

        @Key(
                value = "How long the line may be silent before it is given up; at least twice the ping.",
                defaultValue = "8s")
        Duration silentAfter,

        @Key(value = "How long the site waits at most before it tries to connect again.", defaultValue = "15s", min = 1)
        Duration longestPause) {

    public GatewayLinkSection {
        new LineSettings(ping, silentAfter);
        if (urls.isEmpty()) {
            throw new InvalidConfigurationException("urls: found none; expected wss://host:port of a gateway at least");
        }
        urls.forEach(GatewayUrl::parse);
    }

    /** @param base where relative paths start */
    public GatewayClientSettings settings(Identity identity, Path base) {
        return new GatewayClientSettings(
                identity,
                urls.stream().map(GatewayUrl::parse).toList(),
                new TlsFiles(base.resolve(certificate), base.resolve(key), base.resolve(trust)),
                new LineSettings(ping, silentAfter),
                longestPause);
    }
}
