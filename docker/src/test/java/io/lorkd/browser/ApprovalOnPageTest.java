package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import io.lorkd.site.policy.LocalPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** A hospital that looks at a plan before its agent takes part in it, on the console's page. */
@InChromium
class ApprovalOnPageTest {
    private static final String PLAN = """
            name: looked at
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 28}
            normalisation: {scope: local}
            experts: {rank: 2}
            training: {batchSize: 8}
            rounds: {warmup: 0, decomposition: 4000, sites: 1, localSteps: 1}
            """;

    @TempDir
    Path temporary;

    @Test
    void thePlanIsShownAndNothingIsTrainedUntilSomebodyAcceptsIt(Browser browser) {
        LocalPolicy asking = new LocalPolicy(Set.of(), Set.of(), OptionalInt.empty(), 0, true);
        try (ShownSite site = ShownSite.ofImages(temporary, PLAN, asking, "phantom-skin");
                Visit visit = Visit.of(browser, site.link()).enter(site.link())) {
            visit.at("approval").waitFor();
            assertThat(visit.at("site-words").textContent()).contains("accept the plan");
            assertThat(visit.at("approval").textContent()).contains("looked at", "localSteps", "imageSize");
            assertThat(visit.at("ledger").locator("tr").count()).isZero();
            assertThat(visit.at("pictures-words").textContent()).contains("until you ask");
            visit.picture("console-approval");
            visit.assertNoBarriers("a plan that waits to be accepted");

            visit.at("pictures-ask").click();
            visit.awaitTrue("() => document.getElementById('pictures-words').textContent.includes('no model')", null);
            assertThat(visit.at("pictures-error").isVisible()).isFalse();
            visit.forgive(); // Chromium notes that there is none.

            visit.at("approve").click(); // without a name it is the browser that asks for one
            assertThat(visit.at("approval").isVisible()).isTrue();
            visit.at("approval-name").fill("A. Person");
            visit.at("approve").click();

            visit.page().waitForSelector("[data-test=ledger] tr");
            visit.awaitTrue("() => document.getElementById('approval').hidden", null);
            visit.assertQuiet();
        }
    }
}
