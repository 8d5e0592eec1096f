package io.lorkd.browser;

import com.microsoft.playwright.Browser;
import io.lorkd.e2e.NoiseRegion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What an operator does to a run. */
@InChromium
class OrdersOnPageTest {
    private static final String STATE =
            "([site, state]) => document.querySelector(`[data-test=site-row][data-site='${site}']`)"
                    + ".textContent.includes(state)";

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
    void anOperatorPausesTheRunAndLetsItGoOn(Browser browser) {
        try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
            visit.order("order-pause", "the data of St. Anna are looked at");
            visit.awaitWords("Paused");
            visit.picture("paused-light");
            int round = visit.round();

            visit.order("order-resume", "");
            visit.awaitRoundAfter(round);
            visit.view("audit");
            visit.awaitTrue("n => document.querySelectorAll('[data-test=audit-row]').length === n", 2);
            assertThat(visit.at("audit-row").last().textContent()).contains("simulation", "the data of St. Anna");
            visit.assertQuiet();
        }
    }

    @Test
    void anOperatorExcludesASiteAndLetsItBackIn(Browser browser) {
        try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
            visit.awaitRoundAfter(0);
            visit.view("sites");
            visit.confirm(visit.inSite("north-clinic", "exclude"), "its scanner was replaced");
            visit.awaitTrue(STATE, List.of("north-clinic", "excluded"));
            visit.picture("sites-excluded-light");

            visit.view("overview");
            int round = visit.round();
            visit.awaitRoundAfter(round + 1);

            visit.view("sites");
            visit.confirm(visit.inSite("north-clinic", "readmit"), "");
            visit.awaitTrue(STATE, List.of("north-clinic", "alive"));
            visit.view("audit");
            visit.awaitTrue("n => document.querySelectorAll('[data-test=audit-row]').length === n", 2);
            assertThat(visit.at("audit-row").last().textContent()).contains("north-clinic", "its scanner was replaced");
            visit.assertQuiet();
        }
    }

    @Test
    void anOperatorStopsTheRunAndStartsAnotherFromAPlan(Browser browser) {
        try (Visit visit = Visit.of(browser, run.address()).enter(run.ticket())) {
            visit.awaitRoundAfter(0);
            visit.order("order-stop", "the wrong plan");
            visit.awaitWords("stopped by simulation");
            visit.at("order-start").waitFor();
            visit.picture("stopped-light");

            visit.at("order-start").click();
            visit.at("start-plan").fill(ShownRun.plan(1).replace("name: skin and chest", "rounds: all of them"));
            visit.at("start-check").click();
            visit.at("confirm-error").waitFor();
            assertThat(visit.at("confirm").isDisabled()).isTrue();
            visit.picture("plan-refused-light");
            visit.forgive(); // Chromium notes the refusal.

            visit.at("start-plan").fill(ShownRun.plan(1).replace("skin and chest", "skin alone"));
            visit.at("start-check").click();
            visit.at("start-checked").waitFor();
            visit.at("confirm").click();
            visit.awaitTrue("name => document.getElementById('run-name').textContent === name", "skin alone");
            run.join("st-anna", new NoiseRegion("skin", 2, 8));
            visit.awaitRoundAfter(0);
            visit.assertQuiet();
        }
    }
}
