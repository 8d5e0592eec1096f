package io.lorkd.coordinator.command;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The accounts of a coordinator that runs on this machine, asked by its API with the token in its state folder. */
final class RunningUsers implements UserBook {
    private static final String USERS = "/api/v1/users";

    private final Vertx vertx = Vertx.vertx();
    private final HttpSettings settings;
    private final String authorization;
    private final HttpClientAgent client;

    private RunningUsers(HttpSettings settings, String authorization) {
        this.settings = settings;
        this.authorization = authorization;
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout(5000);
        // The certificate is the very file that the coordinator reads, so the name in it need not be this machine's.
        settings.tls()
                .ifPresent(files -> options.setSsl(true)
                        .setVerifyHost(false)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(files.certificate().toString())));
        this.client = vertx.createHttpClient(options);
    }

    /** Empty where none answers there, or what answers does not know the token. */
    static Optional<UserBook> find(HttpSettings settings, Path state) {
        RunningUsers users;
        try {
            users = new RunningUsers(settings, ApiToken.authorization(state));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean answers = Await.result(users.send(HttpMethod.GET, USERS, Optional.empty())
                .transform(answer -> Future.succeededFuture(
                        answer.succeeded() && answer.result().code() == 200)));
        if (answers) {
            return Optional.of(users);
        }
        users.close();
        return Optional.empty();
    }

    @Override
    public List<User> all() {
        JsonArray users = new JsonObject(ask(HttpMethod.GET, USERS, Optional.empty())).getJsonArray("users");
        return users.stream()
                .map(JsonObject.class::cast)
                .map(user -> new User(user.getString("user"), user.getString("role")))
                .toList();
    }

    @Override
    public void add(String name, Role role, String password) {
        ask(
                HttpMethod.POST,
                USERS,
                Optional.of(new JsonObject()
                        .put("user", name)
                        .put("role", role.word())
                        .put("password", password)));
    }

    @Override
    public void setPassword(String name, String password) {
        ask(HttpMethod.POST, path(name) + "/password", Optional.of(new JsonObject().put("password", password)));
    }

    @Override
    public void remove(String name) {
        ask(HttpMethod.DELETE, path(name), Optional.empty());
    }

    private static String path(String name) {
        return USERS + "/" + URLEncoder.encode(Account.nameOf(name), StandardCharsets.UTF_8);
    }

    private record Answer(int code, Buffer body) {}

    private Buffer ask(HttpMethod method, String path, Optional<JsonObject> body) {
        Answer answer;
        try {
            answer = Await.result(send(method, path, body));
        } catch (RuntimeException e) {
            throw new RunFailedException("The coordinator ended while it was asked (" + e.getMessage() + ")", e);
        }
        if (answer.code() < 300) {
            return answer.body();
        }
        String reason = answer.body().toJsonObject().getString("error");
        if (answer.code() < 500) {
            throw new InvalidConfigurationException(reason);
        }
        throw new RunFailedException(reason);
    }

    private Future<Answer> send(HttpMethod method, String path, Optional<JsonObject> body) {
        RequestOptions request = new RequestOptions()
                .setMethod(method)
                .setHost(settings.isLoopback() ? settings.host() : "127.0.0.1")
                .setPort(settings.port())
                .setURI(path)
                .putHeader("Authorization", authorization)
                .putHeader("Content-Type", "application/json");
        return client.request(request)
                .compose(open -> body.map(json -> open.send(json.toBuffer())).orElseGet(open::send))
                .compose(response -> response.body().map(content -> new Answer(response.statusCode(), content)));
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }
}
