package io.lorkd.coordinator.http.signin;

import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A double of an OpenID provider: discovery, keys and the token endpoint, which checks code, verifier and secret as a real one
 * does. There is no page to sign in at: {@link #grant} is what somebody there does.
 */
final class StubProvider implements AutoCloseable {
    static final String CLIENT = "lorkd";
    static final String SECRET = "the client's secret";

    private final KeyPair keys = newKeys();

    /** In a field: a server that nothing refers to is closed by the garbage collector. */
    private final HttpServer server;

    private final Map<String, Grant> grants = new HashMap<>();

    /** @param challenge what the verifier must hash to */
    private record Grant(String redirect, String challenge, JsonObject claims, KeyPair signer) {}

    StubProvider(Vertx vertx) {
        this.server = Await.result(
                vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** The claims of a good ID token for a sign-in, for a test to spoil. */
    JsonObject claims(String nonce) {
        long now = System.currentTimeMillis() / 1000;
        return new JsonObject()
                .put("iss", issuer().toString())
                .put("aud", CLIENT)
                .put("sub", "1234")
                .put("email", "anna@hospital.example")
                .put("nonce", nonce)
                .put("iat", now)
                .put("exp", now + 60)
                .put(
                        "realm",
                        new JsonObject()
                                .put("roles", new JsonArray().add("other").add("study-lead")));
    }

    /** Somebody signs in: the code that the browser comes back with. */
    String grant(Map<String, String> asked, JsonObject claims) {
        return grant(asked, claims, keys);
    }

    /** As {@link #grant(Map, JsonObject)}, with a token that somebody else signed. */
    String grantForged(Map<String, String> asked, JsonObject claims) {
        return grant(asked, claims, newKeys());
    }

    private synchronized String grant(Map<String, String> asked, JsonObject claims, KeyPair signer) {
        String code = "code" + grants.size();
        grants.put(code, new Grant(asked.get("redirect_uri"), asked.get("code_challenge"), claims, signer));
        return code;
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals("/.well-known/openid-configuration")) {
            json(
                    request,
                    200,
                    new JsonObject()
                            .put("issuer", issuer().toString())
                            .put("authorization_endpoint", issuer() + "/authorize")
                            .put("token_endpoint", issuer() + "/token")
                            .put("jwks_uri", issuer() + "/keys"));
        } else if (path.equals("/keys")) {
            json(request, 200, new JsonObject().put("keys", new JsonArray().add(jwk())));
        } else if (path.equals("/token") && request.method() == HttpMethod.POST) {
            request.setExpectMultipart(true);
            request.endHandler(read -> token(request));
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private synchronized void token(HttpServerRequest request) {
        Grant grant = grants.remove(request.getFormAttribute("code"));
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (grant == null
                || !basic.equals(request.getHeader("Authorization"))
                || !grant.redirect().equals(request.getFormAttribute("redirect_uri"))
                || !grant.challenge().equals(hash(request.getFormAttribute("code_verifier")))) {
            json(request, 400, new JsonObject().put("error", "invalid_grant"));
            return;
        }
        json(
                request,
                200,
                new JsonObject()
                        .put("access_token", "opaque")
                        .put("token_type", "Bearer")
                        .put("expires_in", 60)
                        .put("id_token", signed(grant.claims(), grant.signer())));
    }

    private static void json(HttpServerRequest request, int code, JsonObject body) {
        request.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(body.encode());
    }

    private JsonObject jwk() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return new JsonObject()
                .put("kty", "RSA")
                .put("use", "sig")
                .put("alg", "RS256")
                .put("kid", "one")
                .put("n", base64(unsigned(key.getModulus())))
                .put("e", base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String signed(JsonObject claims, KeyPair signer) {
        String header = new JsonObject()
                .put("alg", "RS256")
                .put("typ", "JWT")
                .put("kid", "one")
                .encode();
        String content = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.encode().getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(signer.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String verifier) {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Await.result(server.close());
    }
}
