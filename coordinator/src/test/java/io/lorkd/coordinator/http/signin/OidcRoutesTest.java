package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.OidcSettings;
import io.lorkd.coordinator.http.TestDashboard;
import io.lorkd.coordinator.http.TestDashboard.Browser;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sign-in at a provider that is a double of one ({@link StubProvider}); no real one was tried here. */
class OidcRoutesTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private StubProvider provider;
    private TestDashboard dashboard;

    /** A browser on its way. */
    private record Sent(String cookie, Map<String, String> asked) {
        private String state() {
            return asked.get("state");
        }
    }

    @BeforeEach
    void start() throws IOException {
        provider = new StubProvider(vertx);
        Path secret = Files.writeString(folder.resolve("secret"), StubProvider.SECRET + "\n");
        HttpSettings settings = HttpSettings.anyLocalPort().withOidc(settings(provider.issuer(), Optional.of(secret)));
        dashboard = new TestDashboard(settings, List.of(), Files.createDirectory(folder.resolve("state")));
    }

    private static OidcSettings settings(URI issuer, Optional<Path> secret) {
        return new OidcSettings(
                issuer, StubProvider.CLIENT, secret, "email", "realm.roles", Set.of("study-lead"), Set.of("nurse"));
    }

    @AfterEach
    void close() {
        dashboard.close();
        provider.close();
        Await.result(vertx.close());
    }

    @Test
    void sendsABrowserToTheProviderWithAChallenge() throws Exception {
        Sent sent = send();

        assertThat(sent.asked())
                .containsEntry("response_type", "code")
                .containsEntry("client_id", StubProvider.CLIENT)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry(
                        "redirect_uri",
                        dashboard.address("/api/v1/session/oidc/back").toString())
                .containsEntry("scope", "openid profile email")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(send().asked().get("state")).isNotEqualTo(sent.state());
    }

    @Test
    void tellsTheSignInPageOfIt() throws Exception {
        assertThat(new JsonObject(dashboard
                                .send(dashboard.stranger("/api/v1/session/ways"))
                                .body())
                        .getString("oidc"))
                .isEqualTo("/api/v1/session/oidc");
        assertThat(dashboard.firstLink()).isEmpty();
    }

    @Test
    void letsInWhoTheProviderVouchesFor() throws Exception {
        HttpResponse<String> answer = comeBack(claims -> {});

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("url=/");
        JsonObject who = who(answer);
        assertThat(who.getString("user")).isEqualTo("oidc:anna@hospital.example");
        assertThat(who.getString("role")).isEqualTo("operator");
        assertThat(who.getString("csrf")).isNotEmpty();
    }

    @Test
    void givesTheRoleThatTheClaimSays() throws Exception {
        JsonObject who = who(comeBack(claims -> claims.put("realm", new JsonObject().put("roles", "nurse"))));

        assertThat(who.getString("role")).isEqualTo("viewer");
    }

    @Test
    void turnsAwayWhoHasNoRole() throws Exception {
        for (Consumer<JsonObject> claims : List.<Consumer<JsonObject>>of(
                token -> token.remove("realm"),
                token -> token.put("realm", "study-lead"),
                token -> token.put("realm", new JsonObject().put("roles", "patient")))) {
            HttpResponse<String> answer = comeBack(claims);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("no part in this study");
            assertThat(sessions(answer)).isEmpty();
        }
    }

    @Test
    void believesNoTokenThatIsNotGoodOrNotForThisSignIn() throws Exception {
        for (Consumer<JsonObject> spoilt : List.<Consumer<JsonObject>>of(
                token -> token.put("nonce", "another"),
                token -> token.remove("nonce"),
                token -> token.put("aud", "another"),
                token -> token.remove("aud"),
                token -> token.put("iss", "https://elsewhere.example"),
                token -> token.put("exp", 1),
                token -> token.remove("exp"),
                token -> token.put("email", "<script>"))) {
            HttpResponse<String> answer = comeBack(spoilt);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(sessions(answer)).isEmpty();
        }
        Sent sent = send();
        String forged =
                provider.grantForged(sent.asked(), provider.claims(sent.asked().get("nonce")));
        assertThat(back(sent.cookie(), sent.state(), forged).statusCode()).isEqualTo(403);
    }

    @Test
    void signsInTheBrowserThatBeganOnceAndInTime() throws Exception {
        Sent mine = send();
        Sent theirs = send();
        String code = provider.grant(mine.asked(), provider.claims(mine.asked().get("nonce")));

        assertThat(back(theirs.cookie(), mine.state(), code).statusCode()).isEqualTo(403);
        assertThat(back(mine.cookie(), mine.state(), code).statusCode())
                .as("the state is used up")
                .isEqualTo(403);
        Sent late = send();
        dashboard.time().advance(Duration.ofMinutes(10));
        String other = provider.grant(late.asked(), provider.claims(late.asked().get("nonce")));
        assertThat(back(late.cookie(), late.state(), other).statusCode()).isEqualTo(403);
    }

    @Test
    void takesNoCodeThatTheProviderDoesNotKnow() throws Exception {
        Sent sent = send();

        HttpResponse<String> answer = back(sent.cookie(), sent.state(), "guessed");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("did not confirm");
    }

    @Test
    void refusesAProviderThatIsCalledInTheClear() {
        assertThatThrownBy(() -> settings(URI.create("http://login.example.org"), Optional.empty()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("https://");
    }

    private Sent send() throws Exception {
        HttpResponse<String> answer = dashboard.send(dashboard.stranger("/api/v1/session/oidc"));
        assertThat(answer.statusCode()).isEqualTo(303);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HTTPOnly", "SameSite=Lax", "Path=/api/v1/session/oidc");
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(provider.issuer() + "/authorize?");
        Map<String, String> asked = new TreeMap<>();
        for (String parameter : URI.create(location).getRawQuery().split("&")) {
            String[] parts = parameter.split("=", 2);
            asked.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new Sent(cookie.split(";")[0], asked);
    }

    private HttpResponse<String> comeBack(Consumer<JsonObject> spoil) throws Exception {
        Sent sent = send();
        JsonObject claims = provider.claims(sent.asked().get("nonce"));
        spoil.accept(claims);
        return back(sent.cookie(), sent.state(), provider.grant(sent.asked(), claims));
    }

    private HttpResponse<String> back(String cookie, String state, String code) throws Exception {
        return dashboard.send(dashboard
                .stranger("/api/v1/session/oidc/back?state=" + state + "&code=" + code)
                .header("Cookie", cookie));
    }

    private static List<String> sessions(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("lorkd-session="))
                .toList();
    }

    private JsonObject who(HttpResponse<String> answer) throws Exception {
        Browser browser = new Browser(sessions(answer).get(0).split(";")[0], "");
        return new JsonObject(
                dashboard.send(dashboard.from(browser, "/api/v1/session")).body());
    }
}
