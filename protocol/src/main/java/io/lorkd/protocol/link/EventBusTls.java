package io.lorkd.protocol.link;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * Mutual TLS between the members of a cluster: both ends of every connection show a certificate of the federation's
 * authority.
 *
 * <p>Which host a certificate names is not compared. A member learns the others' addresses from Hazelcast, whose traffic is
 * not authenticated: a certificate that fits an address that an intruder could have given proves no more than that the
 * authority issued it. So every holder of a certificate for the cluster counts as a member.
 */
final class EventBusTls {
    private static final String VERSION = "TLSv1.3";

    private EventBusTls() {}

    /**
     * @throws InvalidConfigurationException if a file cannot be used, or the certificate is one that only calls
     */
    static EventBusOptions of(Optional<TlsFiles> tls) {
        EventBusOptions options = new EventBusOptions();
        tls.ifPresent(files -> {
            files.checkMember(Clock.systemUTC());
            files.warnIfEnding(Clock.systemUTC());
            // Vert.x would trust every certificate and ask callers for none.
            options.setSsl(true)
                    .setTrustAll(false)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setEnabledSecureTransportProtocols(Set.of(VERSION))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(files.certificate().toString())
                            .addKeyPath(files.key().toString()))
                    .setTrustOptions(
                            new PemTrustOptions().addCertPath(files.trust().toString()));
        });
        return options;
    }
}
