package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** How people come in to a coordinator that nobody can sign in to yet, and what becomes of them who may not any more. */
@InChromium
class FirstSignInTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path state;

    private final Vertx vertx = Vertx.vertx();
    private Coordinator coordinator;

    @BeforeEach
    void start() {
        coordinator = Await.result(
                Coordinator.start(vertx, CoordinatorSettings.waiting(state).withHttp(HttpSettings.anyLocalPort())));
    }

    @AfterEach
    void end() {
        Await.result(coordinator.close());
        Await.result(vertx.close());
    }

    private URI home() {
        return coordinator.url().resolve("/");
    }

    private String link() {
        return coordinator.firstLink().orElseThrow().toString();
    }

    private static void setPassword(Visit visit, String user, String password, String again) {
        visit.at("sign-in-user").fill(user);
        visit.at("sign-in-password").fill(password);
        visit.at("sign-in-again").fill(again);
        visit.at("sign-in-submit").click();
    }

    @Test
    void theLinkSetsTheFirstOperatorsPasswordAndSignsThemIn(Browser browser) {
        String link = link();
        try (Visit visit = Visit.of(browser, home())) {
            visit.page().navigate(link);
            visit.at("sign-in-again").waitFor();
            assertThat(visit.page().url())
                    .as("the secret is not in the history")
                    .endsWith("/first");

            setPassword(visit, "anna", PASSWORD, PASSWORD + "!");
            visit.at("sign-in-error").waitFor();
            assertThat(visit.at("sign-in-error").textContent()).isEqualTo("The two passwords differ");
            setPassword(visit, "anna", "short", "short");
            visit.awaitTrue("part => document.getElementById('error').textContent.includes(part)", "of 5 characters");
            visit.forgive(); // Chromium notes the refusal.
            setPassword(visit, "anna", PASSWORD, PASSWORD);
            visit.awaitLive();

            assertThat(visit.at("user").textContent()).isEqualTo("anna");
            assertThat(coordinator.firstLink()).as("good once").isEmpty();
            visit.at("order-start").waitFor();
            visit.view("audit");
            visit.at("audit-row").waitFor();
            assertThat(visit.at("audit-row").textContent()).contains("anna became the first operator");
            visit.assertQuiet();
        }
        try (Visit late = Visit.of(browser, home())) {
            late.page().navigate(link);
            late.at("sign-in-again").waitFor();
            setPassword(late, "mallory", PASSWORD, PASSWORD);
            late.awaitTrue("part => document.getElementById('error').textContent.includes(part)", "not good any more");
        }
    }

    @Test
    void bothPagesCanBeReadInTheDarkAndOnAPhone(Browser browser) {
        try (Visit light = Visit.of(browser, home());
                Visit dark = Visit.inDark(browser, home());
                Visit phone = Visit.byPhone(browser, home())) {
            for (Visit visit : new Visit[] {light, dark, phone}) {
                String how = visit == light ? "light" : visit == dark ? "dark" : "phone";
                visit.page().navigate(home().toString());
                visit.at("sign-in-user").waitFor();
                look(visit, "sign-in-" + how);

                visit.page().navigate(link());
                visit.at("sign-in-again").waitFor();
                setPassword(visit, "anna", PASSWORD, PASSWORD + "!");
                visit.at("sign-in-error").waitFor();
                look(visit, "first-" + how);
                visit.assertQuiet();
            }
        }
    }

    private static void look(Visit visit, String picture) {
        visit.picture(picture);
        visit.assertNoBarriers(picture);
        visit.assertNotWiderThanTheWindow(picture);
    }

    @Test
    void whoeverIsRemovedIsLedOutAndToldSo(Browser browser) throws Exception {
        try (Visit visit = Visit.of(browser, home())) {
            visit.page().navigate(link());
            visit.at("sign-in-again").waitFor();
            setPassword(visit, "anna", PASSWORD, PASSWORD);
            visit.awaitLive();
            visit.view("events");

            HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(home().resolve("/api/v1/users/anna"))
                                    .header("Authorization", ApiToken.authorization(state))
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());

            visit.at("sign-in-user").waitFor();
            assertThat(visit.page().url()).endsWith("/sign-in?ended#events");
            assertThat(visit.at("sign-in-words").textContent()).contains("Your session has ended");
        }
    }
}
