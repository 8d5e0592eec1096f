package io.lorkd.coordinator.gateway;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.run.StubSite;
import io.lorkd.protocol.certificate.PemFile;
import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.plan.Plan;
import io.vertx.core.Vertx;
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
import java.nio.file.Files;
import java.nio.file.Path;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When a site's certificate ends, from the connection that it came with to what is shown to people. */
class CertificateOnDashboardTest {
    private static final Plan PLAN = Plans.deltas();

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private TestLink link;
    private Coordinator coordinator;

    @BeforeEach
    void open() {
        link = new TestLink(folder);
        coordinator = result(Coordinator.start(
                link.coordinator,
                CoordinatorSettings.of(PLAN, folder.resolve("state"))
                        .withHttp(HttpSettings.anyLocalPort())
                        .withNetwork(TensorFiles.tinyNetwork())));
    }

    @AfterEach
    void close() {
        result(coordinator.close());
        link.close();
    }

    private void enrol(Vertx vertx, String id) throws Exception {
        Path own = Files.createDirectories(folder.resolve("state-of-" + id));
        result(new StubSite(vertx, id, "brain", 3, new Recipe(PLAN, TensorFiles.tinyNetwork()).manifest(), own)
                .enrol("instance-of-" + id));
    }

    private JsonArray sites() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + coordinator.port() + "/api/v1/sites"))
                .header("Authorization", ApiToken.authorization(folder.resolve("state")));
        return new JsonObject(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .getJsonArray("sites");
    }

    /** As it stands in the answer; null where it is not known. */
    private String expiryOf(String id) throws Exception {
        JsonObject found = sites().stream()
                .map(JsonObject.class::cast)
                .filter(site -> id.equals(site.getString("site")))
                .findFirst()
                .orElseThrow();
        assertThat(found.containsKey("certificateExpires")).isTrue();
        return found.getString("certificateExpires");
    }

    @Test
    void isShownOfASiteThatCameWithOneAndOfNoOther() throws Exception {
        TlsFiles files = link.certificates.site("hospital-a");
        Vertx overTheGateway = link.siteThatTries("hospital-a", "instance-of-hospital-a", files, link.gateway.port());
        await().until(() -> link.gateway.connections() == 1);

        enrol(overTheGateway, "hospital-a");
        enrol(link.coordinator, "same-machine");

        String expected = PemFile.certificate(files.certificate())
                .getNotAfter()
                .toInstant()
                .toString();
        await().until(() -> expected.equals(expiryOf("hospital-a")));
        assertThat(expiryOf("same-machine")).isNull();
    }
}
