package io.lorkd.coordinator.http;

import static java.util.Objects.requireNonNull;

/**
 * Where the dashboard listens.
 *
 * @param host the address to bind to
 * @param port 0 takes any free port
 */
public record HttpSettings(String host, int port) {

    public HttpSettings {
        requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("HTTP port " + port + " is not in 0..65535");
        }
    }

    /** 127.0.0.1:8080. */
    public static HttpSettings defaults() {
        return new HttpSettings("127.0.0.1", 8080);
    }

    /** Any free port of this machine alone. */
    public static HttpSettings anyLocalPort() {
        return new HttpSettings("127.0.0.1", 0);
    }
}
