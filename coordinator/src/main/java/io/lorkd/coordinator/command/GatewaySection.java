package io.lorkd.coordinator.command;

import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.link.gateway.LineSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A gateway, in the coordinator's configuration file or in one of its own. */
public record GatewaySection(
        @Key(value = "The address that it is bound to.", defaultValue = "0.0.0.0")
        String host,

        @Key(value = "Where sites connect to; 0 takes a free port.", defaultValue = "8443", min = 0, max = 65535)
        int port,

        @Key("The gateway's certificate, PEM, with the host that sites call it by. Read again when it changes.")
        Path certificate,

        @Key("The certificate's key, PKCS#8 in PEM.") Path key,

        @Key("The certificate of the authority whose sites are let in, PEM.")
        Path trust,

        @Key("The authority's list of revoked certificates, PEM. Read again when it changes.")
        Optional<Path> revocations,

        @Key(value = "How often a site is asked whether it is there.", defaultValue = "2s")
        Duration ping,

        @Key(
                value = "How long a site's line may be silent before it is given up; at least twice the ping.",
                defaultValue = "8s")
        Duration silentAfter) {

    public GatewaySection {
        new LineSettings(ping, silentAfter);
    }

    /** @param base where relative paths start */
    GatewaySettings settings(Path base) {
        return new GatewaySettings(
                host,
                port,
                new TlsFiles(base.resolve(certificate), base.resolve(key), base.resolve(trust)),
                revocations.map(base::resolve),
                new LineSettings(ping, silentAfter));
    }
}
