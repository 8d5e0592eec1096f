package io.lorkd.coordinator.http;

import io.lorkd.coordinator.account.Role;
import io.lorkd.protocol.InvalidConfigurationException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * An OpenID provider that people sign in at, instead of having a password here.
 *
 * @param issuer the provider's own name, an address that {@code /.well-known/openid-configuration} is under
 * @param clientId what the provider calls the dashboard
 * @param secretFile holds the client's secret; empty where the provider knows it as a public client
 * @param nameClaim the claim of the ID token that has a person's name for the audit log
 * @param roleClaim the claim that says what they may do, a text or a list; dots lead into objects
 * @param operators values of that claim that make an operator
 * @param viewers values of it that make a viewer
 */
public record OidcSettings(
        URI issuer,
        String clientId,
        Optional<Path> secretFile,
        String nameClaim,
        String roleClaim,
        Set<String> operators,
        Set<String> viewers) {

    /** @throws InvalidConfigurationException if codes would cross a network in the clear, or nobody could ever sign in */
    public OidcSettings {
        requireNonNull(clientId, "clientId");
        requireNonNull(secretFile, "secretFile");
        requireNonNull(nameClaim, "nameClaim");
        requireNonNull(roleClaim, "roleClaim");
        operators = Set.copyOf(operators);
        viewers = Set.copyOf(viewers);
        if (issuer.getHost() == null || !HttpSettings.isSecret(issuer)) {
            throw new InvalidConfigurationException(
                    "found the issuer " + issuer + "; expected one that begins with https://");
        }
        if (operators.isEmpty() && viewers.isEmpty()) {
            throw new InvalidConfigurationException(
                    "found neither operators nor viewers; expected at least one value of the claim " + roleClaim);
        }
    }

    /** What values of the role claim let somebody do; empty where it is nothing. */
    public Optional<Role> role(List<String> values) {
        if (values.stream().anyMatch(operators::contains)) {
            return Optional.of(Role.OPERATOR);
        }
        return values.stream().anyMatch(viewers::contains) ? Optional.of(Role.VIEWER) : Optional.empty();
    }

    /**
     * The client's secret. Blocks.
     *
     * @throws InvalidConfigurationException if its file cannot be read
     */
    public Optional<String> secret() {
        return secretFile.map(OidcSettings::read);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The file with the OIDC client's secret, " + file + ", cannot be read: " + e, e);
        }
    }
}
