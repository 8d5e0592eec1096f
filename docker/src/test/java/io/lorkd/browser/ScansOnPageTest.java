package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The console of a site that segments synthetic volumes. */
@InChromium
class ScansOnPageTest {
    private static final String PLAN = """
            name: spine
            network: {architecture: unet3d-tiny}
            segmentation: {head: convolution, patch: [32, 32, 16], patchesPerVolume: 1}
            normalisation: {scope: local}
            experts: {rank: 4}
            training: {optimiser: adamw, learningRate: 0.004, batchSize: 2}
            rounds: {warmup: 0, decomposition: 4000, sites: 1, localSteps: 4}
            """;

    /** By then it has found something. */
    private static final int ROUNDS_SEEN = 6;

    @TempDir
    Path temporary;

    @Test
    void truthAndPredictionAreSeenSliceBySlice(Browser browser) {
        try (ShownSite site = ShownSite.ofVolumes(temporary, PLAN, "phantom-spine");
                Visit light = Visit.of(browser, site.link()).enter(site.link());
                Visit dark = Visit.inDark(browser, site.link()).enter(site.link());
                Visit phone = Visit.byPhone(browser, site.link()).enter(site.link())) {
            light.awaitTrue("n => document.querySelectorAll('[data-test=ledger] tr').length >= n", ROUNDS_SEEN);
            for (Visit visit : List.of(light, dark, phone)) {
                visit.at("pictures-ask").click();
                visit.page().waitForSelector("[data-test=pictures]:not([aria-busy=true]) [data-test=scan]");
                awaitSlice(visit);
            }
            assertThat(light.at("pictures-words").textContent()).contains("Region spine", "held out of training");
            assertThat(light.at("scan-classes").locator("tr").count()).isEqualTo(2);
            assertThat(light.at("scan-truth").getAttribute("alt"))
                    .startsWith("Ground truth in slice")
                    .contains("voxel");
            light.picture("console-scan-light");
            light.assertNoBarriers("slices in light colours");
            dark.picture("console-scan-dark");
            dark.assertNoBarriers("slices in dark colours");
            phone.picture("console-scan-phone");
            phone.assertNoBarriers("slices on a phone");
            phone.assertNotWiderThanTheWindow("slices");

            light.at("scan-slice").focus();
            light.page().keyboard().press("Home");
            assertThat(light.at("scan-place").textContent()).isEqualTo("slice 1 of 16");
            light.page().keyboard().press("ArrowRight");
            awaitSlice(light);
            assertThat(light.at("scan-place").textContent()).isEqualTo("slice 2 of 16");
            assertThat(light.at("scan-slice").getAttribute("aria-valuetext")).isEqualTo("slice 2 of 16");
            assertThat(light.at("scan-prediction").getAttribute("alt")).startsWith("Prediction in slice 2 of 16");
            assertThat(light.at("scan-truth").getAttribute("src")).endsWith("/1.png");
            light.at("pictures-others").click();
            light.awaitTrue(
                    "() => document.getElementById('pictures-words').textContent.includes('validation-1')", null);
            for (Visit visit : List.of(light, dark, phone)) {
                visit.assertQuiet();
            }
        }
    }

    private static void awaitSlice(Visit visit) {
        visit.awaitTrue(
                "() => [...document.querySelectorAll('[data-test=scan] img')].every(image => image.complete &&"
                        + " image.naturalWidth > 0)",
                null);
    }
}
