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

            run.stopCoordinator();
            visit.page().waitForSelector("[data-test=connection][data-state=waiting]");
            assertThat(visit.round()).as("what was last heard is still shown").isGreaterThanOrEqualTo(round);
            run.startCoordinator();

            visit.at("sign-in-user").waitFor();
            visit.forgive(); // Chromium notes that it was refused.
            visit.signIn("vera", PASSWORD);
            visit.awaitLive();
            visit.awaitRoundAfter(round);
            visit.assertQuiet();
        }
    }
}
