package io.lorkd.protocol.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A certificate that an authority has issued.
 *
 * @param revoked when it was revoked; empty where it was not
 */
public record Issued(X509Certificate certificate, Optional<Instant> revoked) {
    /** What has become of a certificate. */
    public enum State {
        IN_FORCE,
        EXPIRED,
        REVOKED
    }

    public Issued {
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(revoked, "revoked");
    }

    /** Its serial number, in hexadecimal figures: how it is named on the command line. */
    public String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    /** The id of the site that it was issued to; empty for a server's. */
    public Optional<String> site() {
        return SiteCertificate.site(Names.ours(certificate));
    }

    /** Who it was issued to: a site's id, or a server's hosts. */
    public String name() {
        return site().orElseGet(() -> String.join(", ", ServerCertificate.hosts(certificate)));
    }

    /** When it ends. */
    public Instant until() {
        return certificate.getNotAfter().toInstant();
    }

    public State state(Instant now) {
        if (revoked.isPresent()) {
            return State.REVOKED;
        }
        return now.isAfter(until()) ? State.EXPIRED : State.IN_FORCE;
    }
}
