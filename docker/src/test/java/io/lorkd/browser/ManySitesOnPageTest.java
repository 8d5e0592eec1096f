package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** As many sites as a federation may have; and how heavy and how quick the page is, which is reported. */
@InChromium
class ManySitesOnPageTest {
    private static final int MANY = 500;
    private static final int REPORTING = 50;
    private static final int MEASURED = 20;
    private static final long LARGEST_PAGE_BYTES = 300_000;
    private static final Measurements MEASUREMENTS = new Measurements();

    @TempDir
    Path temporary;

    @AfterAll
    static void report() {
        MEASUREMENTS.write();
    }

    @Test
    void fiveHundredSitesAreListedAndFound(Browser browser) {
        try (ShownRun run = ShownRun.of(temporary, MANY)) {
            ReportingSites sites = ReportingSites.joined(run, MANY);
            try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
                visit.view("sites");
                visit.awaitTrue("n => document.querySelectorAll('[data-test=site-row]').length === n", MANY);
                sites.report(3, 250_000);
                visit.awaitTrue(STEP_SHOWN, List.of(ReportingSites.id(3), 250_000));
                visit.page()
                        .screenshot(new Page.ScreenshotOptions()
                                .setPath(Path.of("target", "screenshots", "sites-of-500-light.png")));

                visit.at("site-filter").fill(ReportingSites.id(437));
                visit.awaitTrue(
                        "n => [...document.querySelectorAll('[data-test=site-row]')].filter(row =>"
                                + " row.checkVisibility()).length === n",
                        1);
                visit.assertQuiet();
            }
        }
    }

    @Test
    void thePageIsLightAndItsTimesAreReported(Browser browser) {
        try (ShownRun run = ShownRun.of(temporary, REPORTING)) {
            ReportingSites sites = ReportingSites.joined(run, REPORTING);
            try (Visit visit = Visit.of(browser, run.address())) {
                AtomicLong bytes = bytesOverTheWire(visit.page());
                visit.enter(run.ticket());
                visit.page().waitForSelector("[data-test=round-lane]");
                visit.awaitTrue(COME, "/uPlot.esm.js"); // the last of its files
                long weight = bytes.get();
                MEASUREMENTS.add("page weight over the wire, bytes", weight);
                MEASUREMENTS.add("first paint on loopback, ms", firstPaint(visit));
                MEASUREMENTS.add(
                        "event to pixel with 50 sites reporting, ms, median and longest", eventToPixel(visit, sites));

                assertThat(weight).isLessThan(LARGEST_PAGE_BYTES);
                visit.assertQuiet();
            }
        }
    }

    /** All that the network hands to the page, headers and compressed bodies. */
    private static AtomicLong bytesOverTheWire(Page page) {
        AtomicLong bytes = new AtomicLong();
        CDPSession session = page.context().newCDPSession(page);
        session.send("Network.enable");
        session.on(
                "Network.loadingFinished",
                event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
        return bytes;
    }

    private static Object firstPaint(Visit visit) {
        visit.awaitTrue("name => performance.getEntriesByName(name).length > 0", "first-contentful-paint");
        return visit.page().evaluate("Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)");
    }

    private static final String COME =
            "name => performance.getEntriesByType('resource').some(file => file.name.endsWith(name) && file.responseEnd > 0)";

    private static final String STEP_SHOWN =
            "([site, step]) => document.querySelector(`[data-site='${site}'] .doing small`)"
                    + "?.textContent.includes(`step ${step}/`)";

    /** From a site's report to the frame that shows it, while all the others report, too. The clock is the machine's. */
    private static Object eventToPixel(Visit visit, ReportingSites sites) {
        visit.view("sites");
        List<Long> times = new ArrayList<>();
        for (int i = 1; i <= MEASURED; i++) {
            int step = 1000 * i;
            visit.page()
                    .evaluate(
                            "([site, step]) => { window.shown = new Promise(done => { const row = document"
                                    + ".querySelector(`[data-test=site-row][data-site='${site}']`); new MutationObserver((changes,"
                                    + " observer) => { if (row.textContent.includes(`step ${step}/`)) { observer.disconnect();"
                                    + " requestAnimationFrame(() => requestAnimationFrame(() => done(Date.now()))); } })"
                                    + ".observe(row, { subtree: true, childList: true, characterData: true }); }); }",
                            List.of(ReportingSites.id(0), step));
            long sent = System.currentTimeMillis();
            for (int site = 0; site < REPORTING; site++) {
                sites.report(site, step);
            }
            times.add(((Number) visit.page().evaluate("window.shown")).longValue() - sent);
        }
        Collections.sort(times);
        return List.of(times.get(MEASURED / 2), times.get(MEASURED - 1));
    }
}
