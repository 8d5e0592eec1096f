package io.lorkd.coordinator.http;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Passwords;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.event.AccountEvent;
import io.lorkd.coordinator.http.access.Accounts;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.http.signin.Door;
import io.lorkd.coordinator.time.ManualTime;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A dashboard of the rooms that a test wants to see behind its door; without a coordinator. Accounts are in memory, and a
 * password takes no time to hash. Everybody's password is {@link #PASSWORD}.
 */
public final class TestDashboard implements AutoCloseable {
    public static final String VIEWER = "vera";
    public static final String OPERATOR = "otto";
    public static final String PASSWORD = "a long password";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Passwords passwords = Passwords.quick();
    private final Path state;
    private final ManualTime time = new ManualTime();
    private final List<AccountEvent> events = new CopyOnWriteArrayList<>();
    private final Door door;
    private final Dashboard dashboard;

    /**
     * With an operator and a viewer.
     *
     * @param state an empty folder
     */
    public TestDashboard(Path state, Routes... rooms) {
        this(HttpSettings.anyLocalPort(), List.of(OPERATOR, VIEWER), state, rooms);
    }

    /** @param users some of {@link #OPERATOR} and {@link #VIEWER} */
    public TestDashboard(HttpSettings settings, List<String> users, Path state, Routes... rooms) {
        this.state = state;
        BlockingWork hashing = new BlockingWork(vertx, "test-passwords");
        Accounts accounts =
                new Accounts(users.stream().map(this::account).toList(), new InMemory(), passwords, hashing);
        this.door = new Door(vertx, settings, ApiToken.make(state), accounts, hashing, time);
        this.dashboard = new Dashboard(
                settings,
                door.access(),
                Stream.concat(door.routes().stream(), Stream.of(rooms)).toList());
        Await.result(vertx.deployVerticle(dashboard));
    }

    private Account account(String name) {
        return new Account(name, name.equals(OPERATOR) ? Role.OPERATOR : Role.VIEWER, passwords.hash(name, PASSWORD));
    }

    /** Keeps the events alone: accounts are kept by themselves. */
    private final class InMemory implements Accounts.Rows {
        @Override
        public Future<Void> put(Account account, AccountEvent event) {
            return happened(event);
        }

        @Override
        public Future<Void> remove(String name, AccountEvent event) {
            return happened(event);
        }

        @Override
        public Future<Void> happened(AccountEvent event) {
            events.add(event);
            return Future.succeededFuture();
        }
    }

    /** The clock of sessions and limits, which stands still otherwise. */
    public ManualTime time() {
        return time;
    }

    /** What has happened to who may sign in. */
    public List<AccountEvent> events() {
        return List.copyOf(events);
    }

    public Optional<URI> firstLink() {
        return door.firstLink(dashboard.port());
    }

    public URI address(String path) {
        return URI.create("http://127.0.0.1:" + dashboard.port() + path);
    }

    /** A request of somebody who has not signed in. */
    public HttpRequest.Builder stranger(String path) {
        return HttpRequest.newBuilder(address(path));
    }

    /** A request of a program on the coordinator's machine. */
    public HttpRequest.Builder local(String path) throws IOException {
        return stranger(path).header("Authorization", ApiToken.authorization(state));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Somebody at a browser, who has signed in. */
    public Browser browser(String user) throws IOException, InterruptedException {
        HttpResponse<String> answer = signIn(user, PASSWORD);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return new Browser(cookie(answer), new JsonObject(answer.body()).getString("csrf"));
    }

    public HttpResponse<String> signIn(String user, String password) throws IOException, InterruptedException {
        return send(json(
                stranger("/api/v1/session"),
                "POST",
                new JsonObject().put("user", user).put("password", password).encode()));
    }

    public static HttpRequest.Builder json(HttpRequest.Builder request, String method, String body) {
        return request.header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
    }

    /** What a browser sends back of what it was given to keep. */
    public static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    /**
     * A browser that somebody has signed in at.
     *
     * @param cookie name and value
     */
    public record Browser(String cookie, String csrf) {}

    /** A request that a page of ours makes. */
    public HttpRequest.Builder from(Browser browser, String path) {
        return withoutCsrf(browser, path).header("X-CSRF-Token", browser.csrf());
    }

    /** A request that a browser makes, whoever has it do so. */
    public HttpRequest.Builder withoutCsrf(Browser browser, String path) {
        return stranger(path).header("Cookie", browser.cookie());
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
