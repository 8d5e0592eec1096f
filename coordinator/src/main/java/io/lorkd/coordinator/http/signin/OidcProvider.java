package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.OidcSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import static java.util.Objects.requireNonNull;

/**
 * The OpenID provider that people sign in at, by the authorization code flow with PKCE. It is looked up when somebody first
 * wants to, so that the coordinator starts without it.
 */
final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final List<String> SCOPES = List.of("openid", "profile", "email");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+ '-]{1,100}");

    private final Vertx vertx;
    private final OidcSettings settings;
    private final Optional<String> secret;
    private final Clock clock;

    /** Once it was found; in a field, as it has a client that the garbage collector would close. */
    private OAuth2Auth found;

    /** @param clock says whether a token is still good, which its maker dated by the time of day */
    OidcProvider(Vertx vertx, OidcSettings settings, Optional<String> secret, Clock clock) {
        this.vertx = requireNonNull(vertx, "vertx");
        this.settings = requireNonNull(settings, "settings");
        this.secret = requireNonNull(secret, "secret");
        this.clock = requireNonNull(clock, "clock");
    }

    /** Somebody who signed in there, and what they may do here. */
    record Person(String name, Role role) {}

    /** Somebody has no part in this, whatever the provider says of them. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** Where a browser is sent to. */
    Future<String> signInAddress(String redirect, String state, String nonce, String verifier) {
        return provider()
                .map(provider -> provider.authorizeURL(new OAuth2AuthorizationURL()
                        .setRedirectUri(redirect)
                        .setScopes(SCOPES)
                        .setState(state)
                        .setCodeChallenge(challenge(verifier))
                        .setCodeChallengeMethod("S256")
                        .putAdditionalParameter("nonce", nonce)));
    }

    /**
     * Who came back with a code.
     *
     * @return fails with {@link RefusedException} where the ID token is not good, or its bearer has no role here
     */
    Future<Person> whoBrings(String code, String redirect, String nonce, String verifier) {
        return provider()
                .compose(provider -> provider.authenticate(new Oauth2Credentials()
                        .setFlow(OAuth2FlowType.AUTH_CODE)
                        .setCode(code)
                        .setRedirectUri(redirect)
                        .setCodeVerifier(verifier)))
                // Only there where its signature, issuer and audience are right.
                .map(user -> person(user.attributes().getJsonObject("idToken"), nonce));
    }

    private Person person(JsonObject token, String nonce) {
        if (token == null || !token.containsKey("aud") || !nonce.equals(token.getValue("nonce"))) {
            throw new RefusedException("the ID token is not one for this sign-in");
        }
        if (!(token.getValue("exp") instanceof Number end)
                || end.longValue() <= clock.instant().getEpochSecond()) {
            throw new RefusedException("the ID token is not good any more");
        }
        String name = token.getValue(settings.nameClaim()) instanceof String claimed ? claimed : "";
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException("the claim " + settings.nameClaim() + " has no name");
        }
        return settings.role(values(token, settings.roleClaim()))
                .map(role -> new Person("oidc:" + name, role))
                .orElseThrow(() -> new RefusedException(
                        "the claim " + settings.roleClaim() + " of " + name + " makes neither operator nor viewer"));
    }

    /** The texts at a dotted path. */
    private static List<String> values(JsonObject token, String path) {
        Object value = token;
        for (String key : path.split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(key) : null;
        }
        if (value instanceof JsonArray list) {
            return list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }

    private Future<OAuth2Auth> provider() {
        if (found != null) {
            return Future.succeededFuture(found);
        }
        OAuth2Options options = new OAuth2Options()
                .setSite(settings.issuer().toString().replaceFirst("/+$", ""))
                .setClientId(settings.clientId());
        secret.ifPresent(options::setClientSecret);
        return OpenIDConnectAuth.discover(vertx, options).onSuccess(provider -> {
            found = provider;
            // Providers change their keys, and say so by using one that nobody knows yet.
            provider.missingKeyHandler(id -> provider.jWKSet()
                    .onFailure(e -> LOG.warn("The keys of {} cannot be read: {}", settings.issuer(), e.toString())));
        });
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
