package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.run.StubSite;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReadingRoutesTest {
    @TempDir
    Path folder;

    private ReadFederation federation;

    @BeforeEach
    void start() {
        federation = new ReadFederation(Plans.deltas(), folder);
    }

    @AfterEach
    void close() {
        federation.close();
    }

    private void finish() throws Exception {
        StubSite a = federation.site("a", "brain", 3);
        StubSite b = federation.site("b", "lung", 1);
        a.enrol();
        b.enrol();
        await().until(() ->
                "Finished".equals(federation.read("/api/v1/overview").getString("state")));
    }

    @Test
    void showsARunThatWaitsForItsSites() throws Exception {
        JsonObject overview = federation.read("/api/v1/overview");

        assertThat(overview.getString("run"))
                .isEqualTo(federation.coordinator().run().orElseThrow());
        assertThat(overview.getString("words")).isEqualTo("Waiting for sites (0 of 2)");
        assertThat(overview.getString("task")).isEqualTo("classification");
        assertThat(overview.getInteger("rounds")).isEqualTo(3);
        assertThat(overview.getString("startedAt")).endsWith("Z");
        assertThat(overview.getJsonArray("orders")).contains("pause", "stop");
        assertThat(federation.read("/api/v1/sites").getJsonArray("sites")).isEmpty();
        assertThat(federation.read("/api/v1/rounds").getJsonArray("rounds")).isEmpty();
    }

    @Test
    void showsWhatEachRoundCameTo() throws Exception {
        finish();

        JsonObject overview = federation.read("/api/v1/overview");
        assertThat(overview.getString("words")).isEqualTo("Finished after 3 rounds");
        assertThat(overview.getInteger("committed")).isEqualTo(3);
        assertThat(overview.getJsonArray("regions")).containsExactly("brain", "lung");
        assertThat(overview.getJsonObject("bytes").getLong("up")).isPositive();
        JsonArray rounds = federation.read("/api/v1/rounds").getJsonArray("rounds");
        assertThat(rounds).hasSize(3);
        JsonObject first = rounds.getJsonObject(0);
        assertThat(first.getString("phase")).isEqualTo("warmup");
        assertThat(first.getString("outcome")).isEqualTo("committed");
        assertThat(first.getJsonArray("contributors")).containsExactly("a", "b");
        assertThat(first.getJsonObject("losses").getDouble("brain")).isEqualTo(0.5);
        assertThat(first.getLong("bytesUp")).isPositive();
        JsonArray spans = first.getJsonArray("lanes").getJsonObject(0).getJsonArray("spans");
        assertThat(spans.getJsonObject(spans.size() - 1).getString("what")).isEqualTo("done");
        assertThat(federation.read("/api/v1/rounds?after=2").getJsonArray("rounds"))
                .hasSize(1);
        JsonObject site = federation.read("/api/v1/sites").getJsonArray("sites").getJsonObject(0);
        assertThat(site.getString("site")).isEqualTo("a");
        assertThat(site.getString("doing")).isEqualTo("idle");
        assertThat(site.getJsonObject("lastUpdate").getInteger("round")).isEqualTo(3);
        assertThat(site.getJsonArray("regions").getJsonObject(0).getJsonArray("classes"))
                .containsExactly("healthy", "ill");
    }

    @Test
    void findsEventsByTextAndSeverityAPageAtATime() throws Exception {
        finish();

        JsonObject found = federation.read("/api/v1/events?text=COMMITTED%20with&limit=2");
        assertThat(found.getBoolean("more")).isTrue();
        assertThat(found.getJsonArray("events")).hasSize(2);
        long oldest = found.getJsonArray("events").getJsonObject(1).getLong("id");
        JsonObject rest = federation.read("/api/v1/events?text=committed%20with&before=" + oldest);
        assertThat(rest.getBoolean("more")).isFalse();
        assertThat(rest.getJsonArray("events")).hasSize(1);
        assertThat(rest.getJsonArray("events").getJsonObject(0).getInteger("round"))
                .isEqualTo(1);
        assertThat(federation.read("/api/v1/events?severity=warning").getJsonArray("events"))
                .isEmpty();
        assertThat(federation.read("/api/v1/events?kind=SiteJoined").getJsonArray("events"))
                .hasSize(2);
    }

    @Test
    void saysWhichParameterCannotBeRead() throws Exception {
        for (String query : List.of(
                "events?before=x",
                "events?limit=0",
                "events?severity=loud",
                "events?after=1&after=2",
                "rounds?after=-1")) {
            var refused = federation.get("/api/v1/" + query);

            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            String name = query.substring(query.indexOf('?') + 1, query.indexOf('='));
            assertThat(new JsonObject(refused.body()).getString("error")).startsWith(name);
        }
    }

    @Test
    void showsTheSameAfterARestart() throws Exception {
        finish();
        JsonObject rounds = federation.read("/api/v1/rounds");
        JsonObject sites = withoutSigns(federation.read("/api/v1/sites"));
        JsonObject overview = withoutTimes(federation.read("/api/v1/overview"));
        federation.stop();

        federation.start();

        assertThat(withoutTimes(federation.read("/api/v1/overview"))).isEqualTo(overview);
        assertThat(withoutSigns(federation.read("/api/v1/sites"))).isEqualTo(sites);
        assertThat(federation.read("/api/v1/rounds").getJsonArray("rounds"))
                .hasSameSizeAs(rounds.getJsonArray("rounds"));
    }

    /** An event is journalled a moment after it was heard of; what may be ordered is not the run's. */
    private static JsonObject withoutTimes(JsonObject overview) {
        overview.remove("startedAt");
        overview.remove("endedAt");
        overview.remove("orders");
        return overview;
    }

    /** What only passes. */
    private static JsonObject withoutSigns(JsonObject sites) {
        sites.getJsonArray("sites").forEach(site -> {
            ((JsonObject) site).remove("silentMs");
            ((JsonObject) site).remove("lastUpdate");
        });
        return sites;
    }
}
