package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.SessionTimes;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.PemFile;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Where the dashboard listens, and how people come to it.
 *
 * @param host the address to bind to
 * @param port 0 takes any free port
 * @param tls its certificate and key; empty where it speaks plain HTTP, on loopback or to a proxy
 * @param publicUrl the address that people call it by, where it is not the one that it is bound to
 * @param behindProxy whether a proxy that speaks TLS stands in front of it, or its port is published on loopback alone
 * @param ticket a secret that signs in whoever opens {@code /?ticket=} with it on this machine: for the simulation
 * @param oidc a provider that people may sign in at as well
 */
public record HttpSettings(
        String host,
        int port,
        Optional<Tls> tls,
        Optional<URI> publicUrl,
        boolean behindProxy,
        Optional<String> ticket,
        SessionTimes sessions,
        Optional<OidcSettings> oidc) {

    /** Files in PEM: the certificate with those between it and its authority, and its key in PKCS#8. */
    public record Tls(Path certificate, Path key) {
        public Tls {
            requireNonNull(certificate, "certificate");
            requireNonNull(key, "key");
        }

        /**
         * Reads both, so that a wrong file is a sentence at the start. Blocks.
         *
         * @throws InvalidConfigurationException if one cannot be read
         */
        void check() {
            PemFile.certificate(certificate);
            PemFile.key(key);
        }
    }

    /** @throws InvalidConfigurationException if passwords would cross a network in the clear, or the parts contradict */
    public HttpSettings {
        requireNonNull(host, "host");
        requireNonNull(tls, "tls");
        requireNonNull(publicUrl, "publicUrl");
        requireNonNull(ticket, "ticket");
        requireNonNull(sessions, "sessions");
        requireNonNull(oidc, "oidc");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("HTTP port " + port + " is not in 0..65535");
        }
        publicUrl.ifPresent(HttpSettings::checkPublicUrl);
        if (tls.isEmpty() && !behindProxy && !isLoopback(host)) {
            throw new InvalidConfigurationException("found the host " + host
                    + " and no certificate; expected certificate and key, since passwords would cross the network in the"
                    + " clear, or behindProxy: true where a proxy in front of it speaks TLS, or a loopback host");
        }
        if (behindProxy && publicUrl.isEmpty()) {
            throw new InvalidConfigurationException(
                    "found behindProxy: true and no publicUrl; expected the address that"
                            + " people call the proxy by, such as https://lorkd.example.org");
        }
        if (behindProxy && !isSecret(publicUrl.get())) {
            throw new InvalidConfigurationException("found behindProxy: true and the publicUrl " + publicUrl.get()
                    + "; expected one that begins with https://, or is on loopback");
        }
        if (oidc.isPresent() && publicUrl.isEmpty() && !isLoopback(host)) {
            throw new InvalidConfigurationException(
                    "found oidc and no publicUrl; expected the address that the provider is"
                            + " to send people back to, such as https://lorkd.example.org");
        }
        if (ticket.isPresent() && !isLoopback(host)) {
            throw new InvalidConfigurationException("found a ticket and the host " + host
                    + "; expected a loopback host, since whoever has the ticket is an operator");
        }
    }

    private static void checkPublicUrl(URI url) {
        if (url.getHost() == null || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw new InvalidConfigurationException(
                    "found the publicUrl " + url + "; expected one such as https://lorkd.example.org");
        }
        if (!url.getRawPath().replace("/", "").isEmpty() || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new InvalidConfigurationException("found the publicUrl " + url
                    + "; expected one without a path, since the dashboard takes all of its host");
        }
    }

    /** Whether what is sent there crosses no network in the clear. */
    static boolean isSecret(URI url) {
        return "https".equals(url.getScheme()) || isLoopback(url.getHost());
    }

    /** 127.0.0.1:8080. */
    public static HttpSettings defaults() {
        return new HttpSettings("127.0.0.1", 8080);
    }

    /** Any free port of this machine alone. */
    public static HttpSettings anyLocalPort() {
        return new HttpSettings("127.0.0.1", 0);
    }

    /** Plain HTTP, on a loopback address. */
    public HttpSettings(String host, int port) {
        this(
                host,
                port,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                SessionTimes.defaults(),
                Optional.empty());
    }

    public HttpSettings withTls(Tls files) {
        return new HttpSettings(host, port, Optional.of(files), publicUrl, behindProxy, ticket, sessions, oidc);
    }

    public HttpSettings withTicket(String secret) {
        return new HttpSettings(host, port, tls, publicUrl, behindProxy, Optional.of(secret), sessions, oidc);
    }

    public HttpSettings withOidc(OidcSettings provider) {
        return new HttpSettings(host, port, tls, publicUrl, behindProxy, ticket, sessions, Optional.of(provider));
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /** Whether browsers come by TLS, and are to come by nothing else. */
    public boolean isSecure() {
        return tls.isPresent()
                || publicUrl.filter(url -> "https".equals(url.getScheme())).isPresent();
    }

    /**
     * The address that people call it by.
     *
     * @param actualPort the port that it listens on
     */
    public URI url(int actualPort) {
        return publicUrl.orElseGet(() -> URI.create((tls.isPresent() ? "https://" : "http://")
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + actualPort));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
