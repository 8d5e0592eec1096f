package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard of one run, which these tests look at and do not disturb. */
@InChromium
class DashboardTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    static Path temporary;

    private static ShownRun run;

    @BeforeAll
    static void start() {
        run = ShownRun.ofTwo(temporary);
        run.addUser("vera", "viewer", PASSWORD);
    }

    @AfterAll
    static void end() {
        run.close();
    }

    @Test
    void aViewerSignsInAndIsOfferedNoOrders(Browser browser) {
        try (Visit visit = Visit.of(browser, run.address())) {
            visit.page().navigate(run.address().toString());
            assertThat(visit.page().url()).endsWith("/sign-in");
            visit.picture("sign-in-light");
            visit.assertNoBarriers("sign-in");

            visit.signIn("vera", "something else");
            visit.at("sign-in-error").waitFor();
            visit.forgive(); // Chromium notes the refusal.
            visit.signIn("vera", PASSWORD);
            visit.awaitLive();

            assertThat(visit.at("user").textContent()).isEqualTo("vera");
            visit.awaitRoundAfter(0);
            assertThat(visit.page().locator("#orders").isVisible()).isFalse();
            visit.view("sites");
            visit.at("site-row").first().waitFor();
            assertThat(visit.at("exclude").first().isVisible()).isFalse();
            visit.assertQuiet();
        }
    }

    @Test
    void whatHappensIsSeenWithoutAReload(Browser browser) {
        try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
            visit.awaitRoundAfter(0);
            visit.awaitRoundAfter(visit.round());

            assertThat(visit.at("round-lane").count()).isEqualTo(2);
            visit.page().waitForSelector("[data-test=lane-st-anna] .span[data-what=done]");
            visit.view("sites");
            assertThat(visit.at("site-row").count()).isEqualTo(2);
            visit.view("events");
            visit.at("event-row").first().waitFor();
            visit.at("event-text").fill("north-clinic joined");
            visit.awaitTrue("n => document.querySelectorAll('[data-test=event-row]').length === n", 1);
            visit.view("models");
            visit.at("model-row").first().waitFor();
            visit.assertQuiet();
        }
    }

    @Test
    void everyViewIsWithoutBarriersInBothColours(Browser browser) {
        try (Visit light = Visit.of(browser, run.address()).enter(run.ticket());
                Visit dark = Visit.inDark(browser, run.address()).enter(run.ticket())) {
            light.awaitRoundAfter(12);
            for (String view : Visit.VIEWS) {
                light.view(view);
                dark.view(view);
                light.picture(view + "-light");
                dark.picture(view + "-dark");
                light.assertNoBarriers(view + " in light colours");
                dark.assertNoBarriers(view + " in dark colours");
            }
            light.assertQuiet();
            dark.assertQuiet();
        }
    }

    @Test
    void everyViewFitsAPhone(Browser browser) {
        try (Visit visit = Visit.byPhone(browser, run.address()).enter(run.ticket())) {
            visit.awaitRoundAfter(12);
            for (String view : Visit.VIEWS) {
                visit.view(view);
                visit.picture(view + "-phone");
                visit.assertNotWiderThanTheWindow(view);
                visit.assertNoBarriers(view + " on a phone");
            }
            visit.assertQuiet();
        }
    }
}
