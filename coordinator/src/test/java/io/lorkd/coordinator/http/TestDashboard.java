package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** A dashboard of the rooms that a test wants to see behind its doors; without a coordinator. */
public final class TestDashboard implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path state;
    private final Dashboard dashboard;

    /** @param state an empty folder */
    public TestDashboard(Path state, Routes... rooms) {
        this.state = state;
        this.dashboard = new Dashboard(HttpSettings.anyLocalPort(), new Access(ApiToken.make(state)), List.of(rooms));
        Await.result(vertx.deployVerticle(dashboard));
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

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
