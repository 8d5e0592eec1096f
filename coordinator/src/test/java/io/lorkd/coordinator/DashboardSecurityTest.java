package io.lorkd.coordinator;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole dashboard of a real coordinator: it is asked at every address that it has, so a new one is tried by itself. */
class DashboardSecurityTest {
    private static final String PASSWORD = "a long password";

    /** What answers people who have not signed in, so that they can; none of it tells anything of a run. */
    private static final Set<String> OPEN = Set.of(
            "GET /health",
            "GET /sign-in",
            "GET /first",
            "GET /api/v1/session/ways",
            "POST /api/v1/session",
            "POST /api/v1/session/first");

    /** Files of the sign-in page. */
    private static final Predicate<String> OPEN_FILE = address ->
            address.matches("GET /page/\\w+/(lorkd\\.css|theme\\.js|sign-in\\.js|dom\\.js|session\\.js|icon\\.svg)");

    @TempDir
    static Path state;

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Coordinator coordinator;
    private static Browser operator;
    private static Browser viewer;

    /** @param cookie name and value */
    private record Browser(String cookie, String csrf) {}

    @BeforeAll
    static void start() throws Exception {
        coordinator = Await.result(Coordinator.start(
                VERTX, CoordinatorSettings.of(PlanReader.defaults(), state).withHttp(HttpSettings.anyLocalPort())));
        String link = coordinator.firstLink().orElseThrow().toString();
        operator = signedIn(
                "/api/v1/session/first",
                new JsonObject()
                        .put("token", link.substring(link.indexOf('#') + 1))
                        .put("user", "otto")
                        .put("password", PASSWORD));
        HttpResponse<String> added = send(from(operator, "/api/v1/users")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(new JsonObject()
                        .put("user", "vera")
                        .put("role", "viewer")
                        .put("password", PASSWORD)
                        .encode())));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        viewer =
                signedIn("/api/v1/session", new JsonObject().put("user", "vera").put("password", PASSWORD));
    }

    @AfterAll
    static void close() {
        Await.result(coordinator.close());
        Await.result(VERTX.close());
    }

    @Test
    void answersStrangersNowhereButWhereTheySignIn() throws Exception {
        assertThat(coordinator.addresses()).contains("GET /", "GET /api/v1/overview", "POST /api/v1/pause");
        assertThat(coordinator.addresses()).containsAll(OPEN);

        for (String address : coordinator.addresses()) {
            if (OPEN.contains(address) || OPEN_FILE.test(address)) {
                continue;
            }
            HttpResponse<String> answer = send(request(address, stranger(sample(address))));

            assertThat(answer.statusCode()).as(address).isEqualTo(address.equals("GET /") ? 303 : 401);
            assertThat(answer.body()).as(address).matches("|\\{\"error\":\"Nobody has signed in;[^\"]*\"}");
        }
    }

    @Test
    void tellsStrangersNothingOfTheRun() throws Exception {
        for (String address : coordinator.addresses()) {
            String body = send(request(address, stranger(sample(address)))).body();

            assertThat(body).as(address).doesNotContain(coordinator.run().orElseThrow(), "waiting for sites");
        }
    }

    @Test
    void letsAViewerDoNothingButSignOut() throws Exception {
        for (String address : coordinator.addresses()) {
            if (address.startsWith("GET ") || OPEN.contains(address) || address.equals("DELETE /api/v1/session")) {
                continue;
            }
            HttpResponse<String> answer = send(request(address, from(viewer, sample(address))));

            assertThat(answer.statusCode()).as(address).isEqualTo(403);
            assertThat(answer.body()).as(address).contains("takes an operator");
        }
    }

    @Test
    void doesNothingThatAnotherSitesPageHasABrowserAskFor() throws Exception {
        for (String address : coordinator.addresses()) {
            if (address.startsWith("GET ") || OPEN.contains(address)) {
                continue;
            }
            HttpResponse<String> withoutToken =
                    send(request(address, stranger(sample(address)).header("Cookie", operator.cookie())));
            HttpResponse<String> ofAnotherSite = send(
                    request(address, from(operator, sample(address)).header("Origin", "https://elsewhere.example")));

            assertThat(withoutToken.statusCode()).as(address).isEqualTo(403);
            assertThat(withoutToken.body()).as(address).contains("X-CSRF-Token");
            assertThat(ofAnotherSite.statusCode()).as(address).isEqualTo(403);
            assertThat(ofAnotherSite.body()).as(address).contains("another site");
        }
    }

    @Test
    void putsItsHeadersOnEveryAnswer() throws Exception {
        for (String address : coordinator.addresses()) {
            HttpResponse<String> answer = send(request(address, stranger(sample(address))));

            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(address)
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                            .doesNotContain("unsafe"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(address)
                    .contains("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options"))
                    .as(address)
                    .contains("DENY");
            assertThat(answer.headers().firstValue("Referrer-Policy"))
                    .as(address)
                    .contains("no-referrer");
        }
    }

    @Test
    void givesNobodyAFileOfTheMachine() throws Exception {
        String secret = Files.readString(state.resolve(ApiToken.FILE)).strip();
        for (String path : List.of(
                "/../../../../etc/passwd",
                "/page/../../../../etc/passwd",
                "/page/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/page/..%2f..%2f..%2fetc%2fpasswd",
                "/page/..%5c..%5cetc%5cpasswd",
                "/page/%252e%252e/etc/passwd",
                "/page//etc/passwd",
                "/page/%00",
                "/api/v1/models/..%2f..%2fapi-token",
                "/api/v1/models/../../api-token",
                "/api-token")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + operator.cookie()
                    + "\r\nConnection: close\r\n\r\n");

            assertThat(answer).as(path).startsWith("HTTP/1.1 4").doesNotContain("root:", secret);
        }
    }

    @Test
    void answersToItsOwnNameOnly() throws Exception {
        for (String host :
                List.of("evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example")) {
            String answer = raw("GET /api/v1/overview HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + operator.cookie()
                    + "\r\nConnection: close\r\n\r\n");

            assertThat(answer)
                    .as(host)
                    .startsWith("HTTP/1.1 421")
                    .doesNotContain(coordinator.run().orElseThrow());
        }
        for (String host : List.of("127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:8080")) {
            assertThat(raw("GET /api/v1/overview HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + operator.cookie()
                            + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void readsNoBodyThatIsLargerThanItsAddressTakes() throws Exception {
        String large = "{\"x\": \"" + "x".repeat(2_000_000) + "\"}";
        for (String address : coordinator.addresses()) {
            if (address.startsWith("GET ") || address.startsWith("DELETE ")) {
                continue;
            }
            HttpResponse<String> answer = send(from(operator, sample(address))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(large)));

            assertThat(answer.statusCode()).as(address).isEqualTo(413);
        }
    }

    /** With a text where the address takes any. */
    private static String sample(String address) {
        return address.substring(address.indexOf(' ') + 1)
                .replaceAll(":\\w+", "x")
                .replace("*", "x");
    }

    private static HttpRequest.Builder request(String address, HttpRequest.Builder request) {
        String method = address.substring(0, address.indexOf(' '));
        return method.equals("GET") || method.equals("DELETE")
                ? request.method(method, BodyPublishers.noBody())
                : request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString("{}"));
    }

    private static HttpRequest.Builder stranger(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + coordinator.port() + path));
    }

    private static HttpRequest.Builder from(Browser browser, String path) {
        return stranger(path).header("Cookie", browser.cookie()).header("X-CSRF-Token", browser.csrf());
    }

    private static Browser signedIn(String path, JsonObject body) throws Exception {
        HttpResponse<String> answer = send(
                stranger(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Optional<String> cookie = answer.headers().firstValue("Set-Cookie");
        return new Browser(cookie.orElseThrow().split(";")[0], new JsonObject(answer.body()).getString("csrf"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** What Java's client would not send. */
    private static String raw(String request) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Buffer received = Buffer.buffer();
        NetSocket socket = Await.result(VERTX.createNetClient().connect(coordinator.port(), "127.0.0.1"));
        socket.handler(received::appendBuffer)
                .closeHandler(closed -> answer.complete(received.toString(StandardCharsets.UTF_8)));
        socket.write(request);
        return answer.get(20, TimeUnit.SECONDS);
    }
}
