package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import io.lorkd.site.policy.LocalPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

/** The console of a site that trains on synthetic images, which these tests look at and do not disturb. */
@InChromium
class SiteConsoleOnPageTest {
    private static final int ROUNDS_SEEN = 6;
    private static final String ASKED = "**/api/v1/pictures";

    private static final String PLAN = """
            name: skin and chest
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 28}
            normalisation: {scope: local}
            experts: {rank: 4}
            training: {batchSize: 16, learningRate: 0.025}
            rounds: {warmup: 1, decomposition: 4000, sites: 1, localSteps: 6}
            """;

    @TempDir
    static Path temporary;

    private static ShownSite site;

    @BeforeAll
    static void start() {
        site = ShownSite.ofImages(temporary, PLAN, LocalPolicy.OPEN, "phantom-skin", "phantom-chest");
    }

    @AfterAll
    static void end() {
        site.close();
    }

    private static Visit enter(Visit visit) {
        visit.enter(site.link());
        awaitRounds(visit, ROUNDS_SEEN);
        visit.at("pictures-region").selectOption("skin"); // another test may have looked at the other
        return visit;
    }

    private static void awaitRounds(Visit visit, int rounds) {
        visit.awaitTrue("n => document.querySelectorAll('[data-test=ledger] tr').length >= n", rounds);
    }

    private static void ask(Visit visit) {
        visit.at("pictures-ask").click();
        awaitPictures(visit);
    }

    private static void awaitPictures(Visit visit) {
        visit.page().waitForSelector("[data-test=pictures]:not([aria-busy=true]) [data-test=prediction]");
        visit.awaitTrue(
                "n => [...document.querySelectorAll('[data-test=prediction] img')].filter(image => image.complete &&"
                        + " image.naturalWidth > 0).length === n",
                3 * visit.at("prediction").count());
    }

    @Test
    void theLinkOpensWhatTheSiteDoesAndHasSent(Browser browser) {
        try (Visit visit = enter(Visit.of(browser, site.link()))) {
            assertThat(visit.page().url()).doesNotContain("token");
            assertThat(visit.at("site-name").textContent()).isEqualTo(ShownSite.SITE);
            visit.awaitTrue("() => document.getElementById('progress-steps').textContent.includes('of 6')", null);
            visit.page().waitForSelector("[data-test=chart-steps] canvas");
            visit.page().waitForSelector("[data-test=chart-loss] canvas");
            assertThat(visit.at("ledger-badge").textContent()).contains("whole");
            assertThat(visit.at("regions").locator("tr").count()).isEqualTo(2);
            visit.assertQuiet();
        }
    }

    @Test
    void samplesAreShownWithTheirBarsAndHeatMaps(Browser browser) {
        try (Visit visit = enter(Visit.of(browser, site.link()))) {
            ask(visit);

            assertThat(visit.at("prediction").count()).isEqualTo(6);
            assertThat(visit.at("pictures-words").textContent())
                    .contains("Region skin", "6 of", "held out of training", "round");
            Locator first = visit.at("prediction").first();
            assertThat(first.locator(".bars li[data-truth=true]").count()).isEqualTo(1);
            assertThat(first.locator(".bars li[data-predicted=true]").count()).isEqualTo(1);
            assertThat(first.locator("img").first().getAttribute("alt")).contains("of the class");
            assertThat(first.locator("img").last().getAttribute("alt")).startsWith("Heat map");
            String before = first.locator("img").first().getAttribute("alt");

            visit.at("pictures-others").click();
            visit.awaitTrue("before => document.querySelector('[data-test=prediction] img').alt !== before", before);
            visit.at("pictures-region").selectOption("chest");
            ask(visit);
            visit.awaitTrue("() => document.getElementById('pictures-words').textContent.includes('chest')", null);
            visit.page().reload();
            awaitPictures(visit);
            assertThat(visit.at("pictures-words").textContent()).contains("Region chest");
            visit.assertQuiet();
        }
    }

    @Test
    void itIsWithoutBarriersInBothColoursAndFitsAPhone(Browser browser) {
        try (Visit light = enter(Visit.of(browser, site.link()));
                Visit dark = enter(Visit.inDark(browser, site.link()));
                Visit phone = enter(Visit.byPhone(browser, site.link()))) {
            for (Visit visit : List.of(light, dark, phone)) {
                ask(visit);
            }
            light.picture("console-light");
            light.assertNoBarriers("the console in light colours");
            dark.picture("console-dark");
            dark.assertNoBarriers("the console in dark colours");
            phone.picture("console-phone");
            phone.assertNoBarriers("the console on a phone");
            phone.assertNotWiderThanTheWindow("the console");
            for (Visit visit : List.of(light, dark, phone)) {
                visit.assertQuiet();
            }
        }
    }

    @Test
    void whileTheTrainerIsAskedThatIsSaid(Browser browser) {
        try (Visit visit = enter(Visit.of(browser, site.link()))) {
            AtomicReference<Route> held = new AtomicReference<>();
            visit.page().route(ASKED, held::set);
            visit.at("pictures-ask").click();
            visit.page().waitForSelector("[data-test=pictures][aria-busy=true]");
            visit.awaitTrue("() => document.getElementById('pictures-ask').disabled", null);
            assertThat(visit.at("pictures-words").textContent()).contains("Asking the trainer");
            visit.picture("console-waiting");
            visit.assertNoBarriers("waiting for the trainer");

            held.get().resume();
            awaitPictures(visit);
            visit.awaitTrue("() => document.activeElement === document.getElementById('pictures-ask')", null);
            assertThat(visit.at("pictures-ask").textContent()).isEqualTo("Show again");
            visit.at("pictures-region").selectOption("chest");
            assertThat(visit.at("pictures-ask").textContent()).isEqualTo("Show predictions");
            visit.assertQuiet();
        }
    }

    @Test
    void whatFailsIsSaidAndCanBeTriedAgain(Browser browser) {
        try (Visit visit = enter(Visit.of(browser, site.link()))) {
            visit.page()
                    .route(
                            ASKED,
                            route -> route.fulfill(new Route.FulfillOptions()
                                    .setStatus(500)
                                    .setContentType("application/json")
                                    .setBody("{\"error\": \"The pictures could not be made: no memory\"}")));
            visit.at("pictures-ask").click();
            visit.at("pictures-error").waitFor();
            assertThat(visit.at("pictures-error").textContent()).contains("no memory");
            visit.picture("console-error");
            visit.assertNoBarriers("an error");
            visit.page().unroute(ASKED);
            visit.forgive(); // Chromium notes the failure.

            ask(visit);

            assertThat(visit.at("pictures-error").isVisible()).isFalse();
            visit.assertQuiet();
        }
    }
}
