package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.run.Plans;
import io.lorkd.protocol.transfer.Sha256;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ModelRoutesTest {
    @TempDir
    Path folder;

    private ReadFederation federation;

    @BeforeEach
    void start() throws Exception {
        federation = new ReadFederation(Plans.deltas(), folder);
        federation.site("a", "brain", 3).enrol();
        federation.site("b", "lung", 1).enrol();
        await().until(() ->
                "Finished".equals(federation.read("/api/v1/overview").getString("state")));
    }

    @AfterEach
    void close() {
        federation.close();
    }

    @Test
    void listsTheBackbonesAndServesTheirFiles() throws Exception {
        JsonObject listing = federation.read("/api/v1/models");

        JsonArray models = listing.getJsonArray("models");
        assertThat(models).hasSize(4);
        JsonObject last = models.getJsonObject(3);
        assertThat(last.getInteger("round")).isEqualTo(3);
        assertThat(last.getBoolean("kept")).isTrue();
        assertThat(listing.getJsonObject("cost").getJsonObject("expert").getLong("flops"))
                .isPositive();
        Path file = folder.resolve("downloaded");
        HttpResponse<Path> download = HttpClient.newHttpClient()
                .send(
                        federation
                                .request("/api/v1/models/" + last.getString("sha256"))
                                .build(),
                        HttpResponse.BodyHandlers.ofFile(file));
        assertThat(download.statusCode()).isEqualTo(200);
        assertThat(Sha256.ofFile(file)).isEqualTo(last.getString("sha256"));
        assertThat(Files.size(file)).isEqualTo(last.getLong("bytes"));
        assertThat(download.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"backbone-3.safetensors\"");
        String tag = download.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).isEqualTo('"' + last.getString("sha256") + '"');
        assertThat(HttpClient.newHttpClient()
                        .send(
                                federation
                                        .request("/api/v1/models/" + last.getString("sha256"))
                                        .header("If-None-Match", tag)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void servesNothingElseOfTheStore() throws Exception {
        List<String> made = federation.read("/api/v1/models").getJsonArray("models").stream()
                .map(model -> ((JsonObject) model).getString("sha256"))
                .toList();
        List<String> others;
        try (Stream<Path> kept = Files.list(federation.state().resolve("blobs"))) {
            others = kept.map(file -> file.getFileName().toString())
                    .filter(name -> !made.contains(name))
                    .toList();
        }

        assertThat(others).as("what the sites sent lies there, too").isNotEmpty();
        for (String other : others) {
            assertThat(federation.get("/api/v1/models/" + other).statusCode()).isEqualTo(404);
        }
        for (String path : List.of("..%2Fapi-token", "%2e%2e%2fjournal.mv.db", "x")) {
            assertThat(federation.get("/api/v1/models/" + path).statusCode())
                    .as(path)
                    .isGreaterThanOrEqualTo(400);
        }
    }
}
