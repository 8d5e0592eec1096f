package io.lorkd.coordinator.command;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.SessionTimes;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The dashboard, in the coordinator's configuration file. */
public record HttpSection(
        @Key(
                value = "The address that it is bound to; other than loopback takes a certificate, or behindProxy.",
                defaultValue = "127.0.0.1")
        String host,

        @Key(value = "Its port; 0 takes a free one.", defaultValue = "8080", min = 0, max = 65535)
        int port,

        @Key("Its certificate, PEM, with those between it and its authority; none where it speaks plain HTTP.")
        Optional<Path> certificate,

        @Key("The certificate's key, PKCS#8 in PEM.") Optional<Path> key,

        @Key("The address that people call it by, such as https://lorkd.example.org; none where it is the one above.")
        Optional<String> publicUrl,

        @Key(
                value = "Whether a proxy in front of it speaks TLS, or its port is published on loopback alone.",
                defaultValue = "false")
        boolean behindProxy,

        @Key("A secret that signs in an operator who opens /?ticket=SECRET on this machine; for the simulation.")
        Optional<String> ticket,

        @Key("For how long people stay signed in.") SessionSection session,

        @Key("An OpenID provider that people may sign in at, too; none where they have passwords.")
        Optional<OidcSection> oidc) {

    public HttpSection {
        if (certificate.isPresent() != key.isPresent()) {
            throw new InvalidConfigurationException("found " + (key.isPresent() ? "key" : "certificate")
                    + " alone; expected both certificate and key, or neither");
        }
        // Where the files are does not matter to what is checked.
        settings(host, port, certificate, key, publicUrl, behindProxy, ticket, session, oidc, Path.of(""));
    }

    /** How long a session lasts. */
    public record SessionSection(
            @Key(value = "Without a request.", defaultValue = "2h")
            Duration idle,

            @Key(value = "In any case.", defaultValue = "12h")
            Duration longest) {

        public SessionSection {
            new SessionTimes(idle, longest);
        }
    }

    /** @param base where relative paths start */
    HttpSettings settings(Path base) {
        return settings(host, port, certificate, key, publicUrl, behindProxy, ticket, session, oidc, base);
    }

    private static HttpSettings settings(
            String host,
            int port,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> publicUrl,
            boolean behindProxy,
            Optional<String> ticket,
            SessionSection session,
            Optional<OidcSection> oidc,
            Path base) {
        return new HttpSettings(
                host,
                port,
                certificate.map(file -> new HttpSettings.Tls(base.resolve(file), base.resolve(key.orElseThrow()))),
                publicUrl.map(HttpSection::url),
                behindProxy,
                ticket,
                new SessionTimes(session.idle(), session.longest()),
                oidc.map(section -> section.settings(base)));
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new InvalidConfigurationException(
                    "found the publicUrl " + text + "; expected one such as https://lorkd.example.org", e);
        }
    }
}
