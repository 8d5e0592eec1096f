package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of the page when the coordinator goes away and comes back. */
@InChromium
class RestartedCoordinatorTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path temporary;

    private ShownRun run;

    @BeforeEach
    void start() {
        run = ShownRun.ofTwo(temporary);
    }

    @AfterEach
    void end() {
        run.close();
    }

    @Test
    void aPageFindsACoordinatorThatWasRestartedAndItsReaderSignsInAgain(Browser browser) {
        run.addUser("vera", "viewer", PASSWORD);
        try (Visit visit = Visit.of(browser, run.address())) {
            visit.page().navigate(run.address().toString());
            visit.signIn("vera", PASSWORD);
            visit.awaitLive();
            visit.awaitRoundAfter(1);
            int round = visit.round();
            visit.view("sites");

            run.stopCoordinator();
            visit.page().waitForSelector("[data-test=connection][data-state=waiting]");
            assertThat(visit.round()).as("what was last heard is still shown").isGreaterThanOrEqualTo(round);
            run.startCoordinator();

            visit.at("sign-in-user").waitFor();
            visit.forgive(); // Chromium notes that it was refused.
            assertThat(visit.at("sign-in-words").textContent()).contains("the coordinator was restarted");
            visit.picture("sign-in-again-light");
            visit.signIn("vera", PASSWORD);
            visit.awaitLive();
            assertThat(visit.page().url()).as("where they were").endsWith("/#sites");
            visit.page().waitForSelector("#view-sites:not([hidden]) [data-test=site-row]");
            visit.view("overview");
            visit.awaitRoundAfter(round);
            visit.assertQuiet();
        }
    }
}
