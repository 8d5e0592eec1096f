package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.coordinator.http.access.ApiToken;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a coordinator on this machine how its run is. */
public final class CoordinatorApi {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final URI address;
    private final Path state;
    private final Duration patience;

    /**
     * @param port of the dashboard
     * @param state the coordinator's state folder, which has the token to sign in with
     * @param patience how long an answer may take
     */
    public CoordinatorApi(int port, Path state, Duration patience) {
        this.address = URI.create("http://127.0.0.1:" + port + "/api/v1/");
        this.state = state;
        this.patience = patience;
    }

    /**
     * What it says; empty where nobody answers, because the coordinator starts or ends or is stopped.
     *
     * @param what {@code overview}, say
     */
    public Optional<JsonNode> read(String what) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request(what), BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(json.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** With the token of now: a coordinator that starts makes a new one. */
    private HttpRequest request(String what) throws IOException {
        return HttpRequest.newBuilder(address.resolve(what))
                .timeout(patience)
                .header("Authorization", ApiToken.authorization(state))
                .build();
    }
}
