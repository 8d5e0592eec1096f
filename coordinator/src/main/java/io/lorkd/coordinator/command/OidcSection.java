package io.lorkd.coordinator.command;

import io.lorkd.coordinator.http.OidcSettings;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An OpenID provider, in the coordinator's configuration file. */
public record OidcSection(
        @Key("The provider's own name: the address that /.well-known/openid-configuration is under.")
        String issuer,

        @Key("What the provider calls the dashboard.") String clientId,

        @Key("A file that holds the client's secret; none where the provider knows it as a public client.")
        Optional<Path> clientSecretFile,

        @Key(value = "The claim of the ID token that has a person's name for the audit log.", defaultValue = "email")
        String nameClaim,

        @Key(
                value = "The claim that says what somebody may do, a text or a list; dots lead into objects.",
                defaultValue = "groups")
        String roleClaim,

        @Key(value = "Values of that claim that make an operator.", defaultValue = "[]")
        List<String> operators,

        @Key(value = "Values of that claim that make a viewer.", defaultValue = "[]")
        List<String> viewers) {

    public OidcSection {
        settings(issuer, clientId, clientSecretFile, nameClaim, roleClaim, operators, viewers, Path.of(""));
    }

    /** @param base where relative paths start */
    OidcSettings settings(Path base) {
        return settings(issuer, clientId, clientSecretFile, nameClaim, roleClaim, operators, viewers, base);
    }

    private static OidcSettings settings(
            String issuer,
            String clientId,
            Optional<Path> secret,
            String nameClaim,
            String roleClaim,
            List<String> operators,
            List<String> viewers,
            Path base) {
        try {
            return new OidcSettings(
                    new URI(issuer),
                    clientId,
                    secret.map(base::resolve),
                    nameClaim,
                    roleClaim,
                    Set.copyOf(operators),
                    Set.copyOf(viewers));
        } catch (URISyntaxException e) {
            throw new InvalidConfigurationException(
                    "found the issuer " + issuer + "; expected an address that begins with https://", e);
        }
    }
}
