package io.lorkd.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Asks the status API of a coordinator on this machine. */
public final class StatusQuestion {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpRequest request;

    /**
     * @param port of the status API
     * @param patience how long an answer may take
     */
    public StatusQuestion(int port, Duration patience) {
        this.request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/status"))
                .timeout(patience)
                .build();
    }

    /** The status; empty where nobody answers, because the coordinator starts or ends or is stopped. */
    public Optional<JsonNode> ask() throws InterruptedException {
        try {
            return Optional.of(
                    json.readTree(http.send(request, BodyHandlers.ofString()).body()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
