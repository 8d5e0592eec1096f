package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** An order to pause while a round is open. */
@InChromium
class PauseToComeOnPageTest {
    private static final String SAID = "part => document.getElementById('run-paused').checkVisibility()"
            + " && document.getElementById('run-paused').textContent.includes(part)";

    @TempDir
    Path temporary;

    @Test
    void isSaidUntilItIsTakenBack(Browser browser) {
        try (ShownRun run = ShownRun.of(temporary, 2)) {
            ReportingSites.joined(run, 2);
            try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
                visit.order("order-pause", "the scanner is moved");
                visit.awaitTrue(SAID, "Pauses before the next round, by order of ");
                visit.awaitTrue(SAID, "the scanner is moved");
                visit.awaitWords("round 1");

                visit.order("order-resume", "");
                visit.awaitTrue("part => !document.getElementById('run-paused').checkVisibility()", "");
                visit.assertQuiet();
            }
        }
    }
}
