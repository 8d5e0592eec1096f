package io.lorkd.site.console;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.egress.LedgerEntry;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.policy.Approvals;
import io.lorkd.site.policy.PlanDigest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SiteConsoleTest {
    private static final String DIGEST = "ab".repeat(32);
    private static final RoundId ROUND = new RoundId("run-1", 1, 1);

    @TempDir
    private Path state;

    private final ConsoleView view = new ConsoleView(Clock.systemUTC());
    private SiteConsole console;
    private Http http;
    private String cookie;

    @BeforeEach
    void open() throws IOException {
        console = open(0);
        http = new Http(port(console));
        String given = http.get(console.link().replaceFirst("http://[^/]*", ""))
                .header("set-cookie")
                .orElseThrow();
        cookie = "Cookie: " + given.substring(0, given.indexOf(';'));
    }

    private SiteConsole open(int port) {
        SiteFacts facts = new SiteFacts(
                "radiology",
                "a machine",
                List.of(new Region("breast", List.of("dark", "bright"), 8)),
                state,
                List.of());
        return Await.result(SiteConsole.open(port, facts, view, new PictureDesk()));
    }

    private static int port(SiteConsole console) {
        return Integer.parseInt(console.link().replaceFirst("http://127.0.0.1:(\\d+)/.*", "$1"));
    }

    @AfterEach
    void close() {
        Await.result(console.close());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example", "Host: evil.example:PORT", "Host: 127.0.0.1", "Host: 127.0.0.1:1", "Host: "
            })
    void otherNamesForThisMachineAreRefusedBeforeAnythingElse(String host) throws IOException {
        String line = host.replace("PORT", String.valueOf(port(console)));
        for (String path : List.of("/", "/api/v1/ledger", console.link().replaceFirst("http://[^/]*", ""))) {
            Http.Answered answered = http.get(path, line, cookie);
            assertThat(answered.status()).as(path).isIn(400, 421);
            assertThat(answered.header("set-cookie")).isEmpty();
            assertThat(answered.body()).doesNotContain("radiology");
        }
    }

    @Test
    void twoHostsAreRefusedAndLocalhostIsAnOwnName() throws IOException {
        assertThat(http.get("/api/v1/site", "Host: " + http.own(), "Host: evil.example", cookie)
                        .status())
                .isIn(400, 421);
        assertThat(http.get("/api/v1/site", "Host: localhost:" + port(console), cookie)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anotherOriginIsRefusedEvenWithTheCookie() throws IOException {
        for (String origin : List.of("http://evil.example", "null", "https://" + http.own(), "http://127.0.0.1:1")) {
            assertThat(http.get("/api/v1/site", "Origin: " + origin, cookie).status())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(http.get("/api/v1/site", "Origin: http://" + http.own(), cookie)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page/main.js",
                "/page/uPlot.esm.js",
                "/api/v1/session",
                "/api/v1/site",
                "/api/v1/ledger",
                "/api/v1/holdings",
                "/api/v1/stream",
                "/api/v1/pictures",
                "/api/v1/pictures/1/image/0.png",
                "/nothing"
            })
    void withoutTheLinkThereIsNothingToSee(String path) throws IOException {
        for (String wrong : List.of("X: y", "Cookie: lorkd-console-" + port(console) + "=" + "A".repeat(43))) {
            Http.Answered answered = http.get(path, wrong);
            assertThat(answered.status()).isEqualTo(401);
            assertThat(answered.body()).contains("console-link").doesNotContain("radiology");
        }
    }

    @Test
    void theLinkGivesACookieThatNoScriptReadsAndNoOtherSiteSends() throws IOException {
        Http.Answered answered = http.get(console.link().replaceFirst("http://[^/]*", ""));
        assertThat(answered.status()).isEqualTo(303);
        assertThat(answered.header("location")).contains("/");
        assertThat(answered.header("set-cookie").orElseThrow())
                .startsWith("lorkd-console-" + port(console) + "=")
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .doesNotContain(console.link().replaceFirst(".*token=", ""));
        assertThat(http.get("/?token=" + "A".repeat(43)).status()).isEqualTo(401);
        Path file = state.resolve(SiteConsole.LINK_FILE);
        assertThat(Files.readString(file)).isEqualTo(console.link() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatChangesAnythingNeedsTheSecretThatOnlyThePageCanRead() throws IOException {
        assertThat(http.ask("POST /api/v1/session", "{}", cookie).status()).isEqualTo(403);
        assertThat(http.ask("POST /api/v1/session", "{}", cookie, "X-CSRF-Token: guess")
                        .status())
                .isEqualTo(403);
        String csrf = new JsonObject(http.get("/api/v1/session", cookie).body()).getString("csrf");
        assertThat(http.ask("POST /api/v1/session", "{}", cookie, "X-CSRF-Token: " + csrf)
                        .status())
                .isIn(404, 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/../../SiteConsole.class",
                "/page/%2e%2e/%2e%2e/SiteConsole.class",
                "/page/..%2f..%2fSiteConsole.class",
                "/page/index.html",
                "/ledger.jsonl",
                "/page//etc/passwd"
            })
    void nothingButThePagesFilesCanBeAskedFor(String path) throws IOException {
        assertThat(http.get(path, cookie).status()).isEqualTo(404);
    }

    @Test
    void thePageAndAllItsFilesAreServedWithStrictHeaders() throws IOException {
        String page = http.get("/", cookie).body();
        assertThat(page).contains("Site console").doesNotContain("style=").doesNotContain("onclick");
        List<String> files = page.lines()
                .filter(line -> line.contains("/page/"))
                .map(line -> line.replaceFirst(".*\"(/page/[^\"]*)\".*", "$1"))
                .distinct()
                .toList();
        assertThat(files).contains("/page/lorkd.css", "/page/main.js", "/page/uPlot.min.css");
        for (String file : files) {
            Http.Answered answered = http.get(file, cookie);
            assertThat(answered.status()).as(file).isEqualTo(200);
            assertThat(answered.header("content-security-policy").orElseThrow())
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(answered.header("x-content-type-options")).contains("nosniff");
        }
    }

    @Test
    void theStreamTellsOfStepsAndRoundsAsTheyCome() throws IOException {
        view.happened(new SiteEvent.RunEntered("run-1", PlanReader.parse("name: a study", "test")));
        view.happened(new SiteEvent.WorkBegun(offer()));
        view.happened(new SiteEvent.StateEntered("Training", 0));
        view.happened(new SiteEvent.StepDone(ROUND, 0, 4, Double.NaN));
        view.happened(new SiteEvent.StepDone(ROUND, 1, 4, 0.75));
        view.happened(new SiteEvent.UpdateAnnounced(new UpdateReady(
                "radiology", ROUND, DIGEST, 10, 8, Map.of("breast", 0.5), Map.of("accuracy/breast", 0.25), DIGEST)));
        view.happened(new SiteEvent.Promoted(ROUND));
        String read = http.until("/api/v1/stream", List.of("event: site", "event: steps", "event: rounds"), cookie);
        assertThat(read)
                .contains("\"state\":\"Training\"")
                .contains("\"name\":\"a study\"")
                .contains("\"rank\":4")
                .contains("\"loss\":0.75")
                .contains("\"accuracy/breast\":0.25")
                .contains("\"promoted\":true")
                .doesNotContain("NaN");
    }

    private static RoundOffer offer() {
        return new RoundOffer(
                ROUND,
                Phase.DECOMPOSITION,
                DIGEST,
                Map.of("breast", 4),
                0.05,
                new Work.Steps(4, 2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    @Test
    void theLedgerIsReadInWordsAndAChangedOneIsCalledThat() throws IOException {
        Path file = state.resolve("ledger.jsonl");
        LedgerEntry first = entry(1, 1, 123, LedgerEntry.GENESIS);
        Files.writeString(
                file, first.line() + "\n" + entry(2, 2, 456, first.head()).line() + "\n");
        JsonObject whole = new JsonObject(http.get("/api/v1/ledger", cookie).body());
        assertThat(whole.getInteger("all")).isEqualTo(2);
        assertThat(whole.getLong("bytes")).isEqualTo(579);
        assertThat(whole.getValue("flaw")).isNull();
        assertThat(whole.getJsonArray("entries").getJsonObject(0).getInteger("round"))
                .isEqualTo(2);

        Files.writeString(file, Files.readString(file).replace("\"bytes\":123", "\"bytes\":12"));
        JsonObject changed = new JsonObject(http.get("/api/v1/ledger", cookie).body());
        assertThat(changed.getString("flaw")).contains("line 1");
        assertThat(changed.getJsonArray("entries")).isEmpty();
    }

    private static LedgerEntry entry(long sequence, int round, long bytes, String previous) {
        return new LedgerEntry(
                sequence,
                Clock.systemUTC().instant(),
                "run-1",
                round,
                1,
                DIGEST,
                DIGEST,
                bytes,
                "coordinator",
                previous);
    }

    @Test
    void aPersonAcceptsThePlanThatWaitsAndNoOther() throws IOException {
        Approvals approvals = new Approvals(state, Clock.systemUTC());
        Plan plan = PlanReader.parse("name: a study", "test");
        String csrf = "X-CSRF-Token: "
                + new JsonObject(http.get("/api/v1/session", cookie).body()).getString("csrf");
        String order = new JsonObject()
                .put("digest", PlanDigest.of(plan))
                .put("by", "Dr Who")
                .encode();
        assertThat(http.ask("POST /api/v1/approval", order, cookie, csrf).status())
                .isEqualTo(409);
        approvals.ask("run-1", plan);
        JsonObject waiting = new JsonObject(http.get("/api/v1/approval", cookie).body()).getJsonObject("waiting");
        assertThat(waiting.getString("plan")).contains("a study");
        assertThat(http.ask("POST /api/v1/approval", order, cookie).status()).isEqualTo(403);
        for (String wrong : List.of("{}", "[]", "nonsense", "{\"digest\":\"aa\"}")) {
            assertThat(http.ask("POST /api/v1/approval", wrong, cookie, csrf).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(approvals.isAccepted(plan)).isFalse();
        assertThat(http.ask("POST /api/v1/approval", order, cookie, csrf).status())
                .isEqualTo(200);
        assertThat(approvals.isAccepted(plan)).isTrue();
        assertThat(approvals.isAccepted(PlanReader.parse("{name: a study, seed: 2}", "test")))
                .isFalse();
    }

    @Test
    void aTakenPortIsSaidToBeTaken() {
        assertThatThrownBy(() -> open(port(console)))
                .isInstanceOf(RunFailedException.class)
                .hasMessageContaining("console.port");
    }
}
