package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.run.StubSite;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The document says what the coordinator does: each of its addresses, and the form of every answer of a run. */
class OpenApiTest {
    private static final JsonObject DOCUMENT =
            new JsonObject(OpenApi.read().tree().toString());

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

    @Test
    void describesEveryAddressAndNoOther() {
        TreeSet<String> described = new TreeSet<>();
        DOCUMENT.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (method.getValue() instanceof JsonObject operation
                            && !operation.getBoolean("x-optional", false)) {
                        described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));

        assertThat(federation.addresses("/api/v1/")).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void everyAnswerOfARunHasTheFormThatTheDocumentSays() throws Exception {
        checkAll();
        StubSite a = federation.site("a", "brain", 3);
        StubSite b = federation.site("b", "lung", 1);
        List<ToSite.RoundOffer> held = new CopyOnWriteArrayList<>();
        b.work = (self, offer) -> {
            held.add(offer);
            self.progress(offer.round(), 3);
        };
        a.enrol();
        b.enrol();
        await().until(() -> federation.read("/api/v1/sites").encode().contains("\"step\":3"));
        checkAll();
        b.work = StubSite::contribute;
        held.forEach(b::contribute);
        await().until(() ->
                "Finished".equals(federation.read("/api/v1/overview").getString("state")));
        checkAll();
    }

    private void checkAll() throws Exception {
        for (String path : List.of(
                "overview",
                "rounds",
                "sites",
                "events",
                "events?severity=notice&limit=3",
                "audit",
                "models",
                "ledgers",
                "session/ways",
                "openapi.json")) {
            check(path, federation.read("/api/v1/" + path));
        }
        assertThat(federation.get("/api/v1/plan").body()).contains("rounds:");
        JsonObject refused =
                new JsonObject(federation.get("/api/v1/events?limit=x").body());
        validate(schema("responses/Refused").getJsonObject("content"), refused);
    }

    private static void check(String path, JsonObject answer) {
        JsonObject content = DOCUMENT.getJsonObject("paths")
                .getJsonObject("/api/v1/" + path.replaceAll("[?].*", ""))
                .getJsonObject("get")
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("content");
        validate(content, answer);
    }

    private static JsonObject schema(String path) {
        JsonObject found = DOCUMENT.getJsonObject("components");
        for (String name : path.split("/")) {
            found = found.getJsonObject(name);
        }
        return found;
    }

    /** What the schema refers to goes with it, under the name that JSON Schema has for that. */
    private static void validate(JsonObject content, JsonObject answer) {
        JsonObject schema = content.getJsonObject("application/json")
                .getJsonObject("schema")
                .copy();
        schema.put(
                "$defs",
                DOCUMENT.getJsonObject("components").getJsonObject("schemas").copy());
        JsonObject whole = new JsonObject(schema.encode().replace("#/components/schemas/", "#/$defs/"));
        OutputUnit result = Validator.create(
                        JsonSchema.of(whole),
                        new JsonSchemaOptions()
                                .setBaseUri("https://lorkd.invalid")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(answer);

        assertThat(result.getValid())
                .as("%s: %s", answer.encode(), result.toJson().encodePrettily())
                .isTrue();
    }
}
