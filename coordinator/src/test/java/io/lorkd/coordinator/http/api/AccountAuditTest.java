package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.run.Plans;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens to who may sign in, in a real journal. */
class AccountAuditTest {
    private static final String PASSWORD = "a long password";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private ReadFederation federation;

    @BeforeEach
    void start() {
        federation = new ReadFederation(Plans.deltas(), folder);
    }

    @AfterEach
    void close() {
        federation.close();
    }

    @Test
    void saysWhoBecameTheFirstOperatorAndFromWhere() throws Exception {
        URI link = federation.coordinator().firstLink().orElseThrow();

        HttpResponse<String> made = post(
                federation.anybody("/api/v1/session/first"),
                new JsonObject()
                        .put("token", link.getFragment())
                        .put("user", "eve")
                        .put("password", PASSWORD));

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(audited()).containsExactly("eve became the first operator by the first-start link, from 127.0.0.1.");
        assertThat(events().encode()).doesNotContain(PASSWORD, link.getFragment());
    }

    @Test
    void saysWhoAddedAndChangedAndRemovedSomebody() throws Exception {
        users("", new JsonObject().put("user", "bert").put("role", "viewer").put("password", PASSWORD));
        users("/bert/password", new JsonObject().put("password", PASSWORD + "!"));
        assertThat(send(federation.request("/api/v1/users/bert").DELETE()).statusCode())
                .isEqualTo(204);

        assertThat(audited())
                .containsExactly(
                        "local removed the account of bert, a viewer.",
                        "local gave bert another password.",
                        "local let bert sign in as a viewer.");
        assertThat(events().encode()).doesNotContain(PASSWORD, "pbkdf2");
        assertThat(events().getJsonObject(0).getString("severity")).isEqualTo("notice");
    }

    @Test
    void keepsThemOverARestart() throws Exception {
        users("", new JsonObject().put("user", "bert").put("role", "operator").put("password", PASSWORD));
        List<String> before = audited();

        federation.stop();
        federation.start();

        assertThat(before).containsExactly("local let bert sign in as an operator.");
        assertThat(audited()).isEqualTo(before);
    }

    @Test
    void saysOnceThatSignInsAreRefused() throws Exception {
        users("", new JsonObject().put("user", "bert").put("role", "viewer").put("password", PASSWORD));

        for (int guess = 0; guess < 7; guess++) {
            int status = signIn("bert", "a guess " + guess).statusCode();
            assertThat(status).isEqualTo(guess < 5 ? 401 : 429);
        }
        for (int guess = 0; guess < 7; guess++) {
            signIn("my secret password", "a guess " + guess);
        }

        assertThat(audited()).hasSize(3);
        assertThat(audited().get(1))
                .startsWith("Too many sign-ins have failed: one from 127.0.0.1 as bert was refused");
        assertThat(audited().get(0))
                .as("a name of nobody may be a password")
                .startsWith("Too many sign-ins have failed: one from 127.0.0.1 was refused");
        assertThat(events().encode()).doesNotContain("a guess", "my secret");
    }

    private HttpResponse<String> signIn(String user, String password) throws Exception {
        return post(
                federation.anybody("/api/v1/session"),
                new JsonObject().put("user", user).put("password", password));
    }

    private void users(String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = post(federation.request("/api/v1/users" + path), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> post(HttpRequest.Builder request, JsonObject body) throws Exception {
        return send(request.header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The sentences of the audit log, newest first; what is in it is also among the events, and marked there. */
    private List<String> audited() throws Exception {
        JsonArray audit = federation.read("/api/v1/audit").getJsonArray("events");
        List<JsonObject> marked = events().stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getBoolean("audit"))
                .toList();
        assertThat(audit.stream()).containsExactlyElementsOf(marked);
        return marked.stream().map(event -> event.getString("sentence")).toList();
    }

    private JsonArray events() throws Exception {
        return federation.read("/api/v1/events").getJsonArray("events");
    }
}
