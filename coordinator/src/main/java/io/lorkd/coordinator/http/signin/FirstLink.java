package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.access.Secret;

import java.net.URI;
import java.util.Optional;

/**
 * A secret that makes whoever has it the first operator, once, while there is none. It is in memory only, so it ends with the
 * process, and in the part of a link that browsers send to nobody.
 */
final class FirstLink {
    private Optional<String> secret;

    private FirstLink(Optional<String> secret) {
        this.secret = secret;
    }

    static FirstLink make() {
        return new FirstLink(Optional.of(Secret.make()));
    }

    static FirstLink none() {
        return new FirstLink(Optional.empty());
    }

    /** The link to the page that asks for a password; empty where there is none, or it was used. */
    Optional<URI> under(URI dashboard) {
        return secret.map(token -> dashboard.resolve("/first#" + token));
    }

    boolean is(String given) {
        return secret.filter(token -> Secret.same(token, given)).isPresent();
    }

    void use() {
        secret = Optional.empty();
    }
}
