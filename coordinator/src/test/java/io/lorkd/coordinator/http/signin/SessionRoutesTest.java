package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.TestDashboard;
import io.lorkd.coordinator.http.TestDashboard.Browser;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static io.lorkd.coordinator.http.TestDashboard.OPERATOR;
import static io.lorkd.coordinator.http.TestDashboard.PASSWORD;
import static io.lorkd.coordinator.http.TestDashboard.VIEWER;
import static io.lorkd.coordinator.http.TestDashboard.json;
import static org.assertj.core.api.Assertions.assertThat;

class SessionRoutesTest {
    @TempDir
    Path state;

    private TestDashboard dashboard;

    @BeforeEach
    void start() {
        dashboard = new TestDashboard(state, new Order());
    }

    @AfterEach
    void close() {
        dashboard.close();
    }

    @Test
    void signsInWhoKnowsTheirPassword() throws Exception {
        HttpResponse<String> answer = dashboard.signIn(" Vera ", PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject who = new JsonObject(answer.body());
        assertThat(who.getString("user")).isEqualTo(VIEWER);
        assertThat(who.getString("role")).isEqualTo("viewer");
        assertThat(who.getString("csrf")).hasSizeGreaterThan(40);
        Browser browser = new Browser(TestDashboard.cookie(answer), "");
        assertThat(new JsonObject(
                        send(dashboard.from(browser, "/api/v1/session")).body()))
                .isEqualTo(who);
    }

    @Test
    void keepsItsCookieFromScriptsAndFromOtherSites() throws Exception {
        List<String> cookies = dashboard.signIn(VIEWER, PASSWORD).headers().allValues("Set-Cookie");

        assertThat(cookies).hasSize(1);
        assertThat(cookies.get(0).split("; "))
                .contains("HTTPOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Secure")
                .noneMatch(part -> part.startsWith("Domain") || part.startsWith("Expires"));
    }

    @Test
    void turnsAwayEverybodyElseWithTheSameWords() throws Exception {
        HttpResponse<String> wrong = dashboard.signIn(VIEWER, "another password");
        HttpResponse<String> unknown = dashboard.signIn("nobody", PASSWORD);

        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(unknown.body());
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void refusesToSignInByWhatAFormOfAnotherSiteCouldSend() throws Exception {
        String body =
                new JsonObject().put("user", VIEWER).put("password", PASSWORD).encode();
        HttpRequest.Builder form = dashboard
                .stranger("/api/v1/session")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        HttpRequest.Builder foreign =
                json(dashboard.stranger("/api/v1/session").header("Origin", "https://elsewhere.example"), "POST", body);

        assertThat(send(form).statusCode()).isEqualTo(401);
        assertThat(send(foreign).statusCode()).isEqualTo(403);
    }

    @Test
    void refusesBodiesThatItCannotRead() throws Exception {
        for (String body : List.of("", "[]", "{}", "{\"user\": \"vera\"}", "{\"user\": 3, \"password\": 4}", "{\"us")) {
            assertThat(send(json(dashboard.stranger("/api/v1/session"), "POST", body))
                            .statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(send(json(dashboard.stranger("/api/v1/session"), "POST", " ".repeat(5000)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void beginsANewSessionWithASignIn() throws Exception {
        Browser viewer = dashboard.browser(VIEWER);

        HttpResponse<String> again = send(json(
                dashboard.withoutCsrf(viewer, "/api/v1/session"),
                "POST",
                new JsonObject().put("user", OPERATOR).put("password", PASSWORD).encode()));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(TestDashboard.cookie(again)).isNotEqualTo(viewer.cookie());
        assertThat(send(dashboard.from(viewer, "/api/v1/session")).statusCode()).isEqualTo(401);
    }

    @Test
    void takesNoSessionIdThatItHasNotGiven() throws Exception {
        Browser planted = new Browser("lorkd-session=" + "a".repeat(64), "");

        HttpResponse<String> refused = send(dashboard.from(planted, "/api/v1/session"));
        HttpResponse<String> signedIn = send(json(
                dashboard.withoutCsrf(planted, "/api/v1/session"),
                "POST",
                new JsonObject().put("user", VIEWER).put("password", PASSWORD).encode()));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(TestDashboard.cookie(signedIn)).isNotEqualTo(planted.cookie());
    }

    @Test
    void signsOut() throws Exception {
        Browser browser = dashboard.browser(VIEWER);

        assertThat(send(dashboard.from(browser, "/api/v1/session").DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(send(dashboard.from(browser, "/api/v1/session")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void endsASessionThatNobodyUses() throws Exception {
        Browser idle = dashboard.browser(VIEWER);
        Browser busy = dashboard.browser(VIEWER);

        dashboard.time().advance(Duration.ofMinutes(119));
        assertThat(send(dashboard.from(busy, "/api/v1/session")).statusCode()).isEqualTo(200);
        dashboard.time().advance(Duration.ofMinutes(2));

        assertThat(send(dashboard.from(idle, "/api/v1/session")).statusCode()).isEqualTo(401);
        assertThat(send(dashboard.from(busy, "/api/v1/session")).statusCode()).isEqualTo(200);
    }

    @Test
    void endsASessionThatHasLastedForADay() throws Exception {
        Browser busy = dashboard.browser(VIEWER);

        for (int hour = 1; hour < 12; hour++) {
            dashboard.time().advance(Duration.ofHours(1));
            assertThat(send(dashboard.from(busy, "/api/v1/session")).statusCode())
                    .isEqualTo(200);
        }
        dashboard.time().advance(Duration.ofHours(1));

        assertThat(send(dashboard.from(busy, "/api/v1/session")).statusCode()).isEqualTo(401);
    }

    @Test
    void letsAViewerLookAndNotAct() throws Exception {
        Browser viewer = dashboard.browser(VIEWER);

        HttpResponse<String> refused = send(json(dashboard.from(viewer, "/order"), "POST", "{}"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("takes an operator", "vera is a viewer");
    }

    @Test
    void takesAnOrderOnlyFromItsOwnPage() throws Exception {
        Browser operator = dashboard.browser(OPERATOR);
        Browser other = dashboard.browser(OPERATOR);

        assertThat(send(json(dashboard.from(operator, "/order"), "POST", "{}")).statusCode())
                .isEqualTo(200);
        assertThat(send(json(dashboard.withoutCsrf(operator, "/order"), "POST", "{}"))
                        .body())
                .contains("X-CSRF-Token");
        for (String forged : List.of("", "x", other.csrf())) {
            assertThat(send(json(dashboard.from(new Browser(operator.cookie(), forged), "/order"), "POST", "{}"))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(json(dashboard.from(operator, "/order").header("Origin", "http://evil.example"), "POST", "{}"))
                        .statusCode())
                .isEqualTo(403);
        String own = dashboard.address("").toString();
        assertThat(send(json(dashboard.from(operator, "/order").header("Origin", own), "POST", "{}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(json(dashboard.local("/order"), "POST", "{}")).statusCode())
                .as("a program with the token")
                .isEqualTo(200);
    }

    @Test
    void asksForTheCsrfTokenOfARouteThatDoesNotAskForAnOperator() throws Exception {
        Browser viewer = dashboard.browser(VIEWER);

        assertThat(send(dashboard.withoutCsrf(viewer, "/api/v1/session").DELETE())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void slowsDownWhoGuesses() throws Exception {
        for (int guess = 0; guess < 5; guess++) {
            assertThat(dashboard.signIn(VIEWER, "a guess " + guess).statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> refused = dashboard.signIn(VIEWER, PASSWORD);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isEqualTo(901);
        assertThat(dashboard.signIn(OPERATOR, PASSWORD).statusCode()).isEqualTo(200);
        dashboard.time().advance(Duration.ofMinutes(15));
        assertThat(dashboard.signIn(VIEWER, PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void sendsWhoOpensTheFirstPageToSignIn() throws Exception {
        HttpResponse<String> sent = send(dashboard.stranger("/"));

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.headers().firstValue("Location")).contains("/sign-in");
        assertThat(sent.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void tellsHowOneCanSignIn() throws Exception {
        assertThat(new JsonObject(
                        send(dashboard.stranger("/api/v1/session/ways")).body()))
                .isEqualTo(new JsonObject().put("password", true).putNull("oidc"));
    }

    @Test
    void hasNoFirstStartLinkWhereThereIsAnOperator() throws Exception {
        assertThat(dashboard.firstLink()).isEmpty();
        assertThat(first(dashboard, "", "eve").statusCode()).isEqualTo(400);
        assertThat(first(dashboard, "x", "eve").statusCode()).isEqualTo(403);
    }

    @Test
    void makesTheFirstOperatorByTheFirstStartLinkOnce() throws Exception {
        try (TestDashboard fresh = new TestDashboard(
                HttpSettings.anyLocalPort(), List.of(VIEWER), Files.createDirectory(state.resolve("fresh")))) {
            String link = fresh.firstLink().orElseThrow().toString();
            assertThat(link).startsWith(fresh.address("/first#").toString());
            String token = link.substring(link.indexOf('#') + 1);

            assertThat(first(fresh, "x" + token, "eve").statusCode()).isEqualTo(403);
            assertThat(first(fresh, token, "!").statusCode()).isEqualTo(400);
            HttpResponse<String> made = first(fresh, token, "eve");

            assertThat(made.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(made.body()).getString("role")).isEqualTo("operator");
            assertThat(fresh.signIn("eve", PASSWORD).statusCode()).isEqualTo(200);
            assertThat(first(fresh, token, "mallory").statusCode()).isEqualTo(403);
            assertThat(fresh.firstLink()).isEmpty();
        }
    }

    @Test
    void letsTheTicketOfASimulationIn() throws Exception {
        HttpSettings settings = HttpSettings.anyLocalPort().withTicket("open sesame");
        try (TestDashboard simulation =
                new TestDashboard(settings, List.of(), Files.createDirectory(state.resolve("simulation")))) {
            HttpResponse<String> wrong = simulation.send(simulation.stranger("/?ticket=guess"));
            HttpResponse<String> right = simulation.send(simulation.stranger("/?ticket=open%20sesame"));

            assertThat(wrong.statusCode()).isEqualTo(303);
            assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(right.statusCode()).isEqualTo(303);
            assertThat(right.headers().firstValue("Location")).contains("/");
            Browser browser = new Browser(TestDashboard.cookie(right), "");
            assertThat(new JsonObject(simulation
                                    .send(simulation.from(browser, "/api/v1/session"))
                                    .body())
                            .getString("role"))
                    .isEqualTo("operator");
            assertThat(simulation.firstLink()).isEmpty();
        }
    }

    private static HttpResponse<String> first(TestDashboard where, String token, String user) throws Exception {
        return where.send(json(
                where.stranger("/api/v1/session/first"),
                "POST",
                new JsonObject()
                        .put("token", token)
                        .put("user", user)
                        .put("password", PASSWORD)
                        .encode()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return dashboard.send(request);
    }

    /** A room with something that an operator may do. */
    private static final class Order implements Routes {
        @Override
        public void addTo(Router router, Access access) {
            router.post("/order")
                    .handler(access.operator())
                    .handler(request -> Json.answer(request, Map.of("who", Access.user(request))));
        }
    }
}
