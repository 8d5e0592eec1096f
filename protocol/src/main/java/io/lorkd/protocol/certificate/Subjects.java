package io.lorkd.protocol.certificate;

import javax.security.auth.x500.X500Principal;

/**
 * The subjects of certificates, which people read in logs.
 *
 * <p>They all have a space, and so are no host's name: a TLS client in Java that finds no DNS name among the alternative
 * names compares the host with the common name instead, and a site called like the coordinator's host would pass for it.
 */
final class Subjects {
    private Subjects() {}

    static X500Principal authority(String study) {
        return new X500Principal("CN=\"Lorkd federation " + study + "\"");
    }

    static X500Principal server(String host) {
        return new X500Principal("CN=\"Lorkd server " + host + "\"");
    }

    static X500Principal site(String site) {
        return new X500Principal("CN=\"Lorkd site " + site + "\"");
    }
}
