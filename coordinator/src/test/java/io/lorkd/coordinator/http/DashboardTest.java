package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class DashboardTest {

    @TempDir
    Path state;

    private TestDashboard dashboard;

    @BeforeEach
    void start() {
        dashboard = new TestDashboard(state, new Greeting());
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void tellsAnybodyThatItIsUpAndNothingElse() throws Exception {
        HttpResponse<String> health = dashboard.send(dashboard.stranger("/health"));

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(health.body())).isEqualTo(new JsonObject().put("status", "up"));
    }

    @Test
    void answersNobodyWhoHasNotSignedIn() throws Exception {
        for (String path : List.of("/greeting", "/orders", "/no-such-thing", "/health/x", "/api/v1/overview")) {
            HttpResponse<String> refused = dashboard.send(dashboard.stranger(path));

            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(new JsonObject(refused.body()).getString("error")).contains("sign in");
        }
    }

    @Test
    void answersWhoHasTheTokenOfTheStateFolder() throws Exception {
        HttpResponse<String> greeting = dashboard.send(dashboard.local("/greeting"));

        assertThat(greeting.statusCode()).isEqualTo(200);
        assertThat(greeting.body()).isEqualTo("{\"hello\":\"local\"}");
    }

    @Test
    void takesNoOtherToken() throws Exception {
        String right = ApiToken.authorization(state);

        for (String wrong : List.of(
                "", "Bearer", "Bearer ", right + "x", right.substring(0, right.length() - 1), right.substring(7))) {
            assertThat(dashboard
                            .send(dashboard.stranger("/greeting").header("Authorization", wrong))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    @Test
    void keepsTheTokenFromOtherAccountsOfTheMachineAndMakesANewOneEachTime() throws Exception {
        Path file = state.resolve(ApiToken.FILE);
        String first = Files.readString(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        ApiToken.make(state);
        assertThat(Files.readString(file)).isNotEqualTo(first).hasSameSizeAs(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesInASentenceWhatThereIsNot() throws Exception {
        HttpResponse<String> nothing = dashboard.send(dashboard.local("/no-such-thing"));

        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(nothing.body()).getString("error")).contains("nothing at this address");
    }

    @Test
    void tellsNothingOfTheInsideWhereAnAnswerFails() throws Exception {
        HttpResponse<String> failed = dashboard.send(dashboard.local("/broken"));

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).contains("its log says why").doesNotContain("a secret", "Exception");
    }

    @Test
    void putsTheSameHeadersOnEveryAnswer() throws Exception {
        Instant start = Instant.now();
        for (HttpResponse<String> answer : List.of(
                dashboard.send(dashboard.stranger("/health")),
                dashboard.send(dashboard.stranger("/greeting")),
                dashboard.send(dashboard.local("/greeting")),
                dashboard.send(dashboard.local("/no-such-thing")),
                dashboard.send(dashboard.local("/broken")))) {
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                            answer.headers().firstValue("Date").orElseThrow(), Instant::from))
                    .isBetween(start.minusSeconds(1), Instant.now());
        }
    }

    /** A room that asks for an operator in one place, and for nobody in another. */
    private static final class Greeting implements Routes {
        @Override
        public void addTo(Router router, Access access) {
            router.get("/greeting").handler(request -> Json.answer(request, Map.of("hello", Access.user(request))));
            router.get("/orders").handler(access.operator()).handler(request -> Json.answer(request, Map.of()));
            router.get("/broken").handler(request -> {
                throw new IllegalArgumentException("a secret");
            });
        }
    }
}
