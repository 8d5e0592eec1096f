package io.lorkd.site.metrics;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.site.event.SiteEvent;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class SiteMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private long now;
    private final SiteMetrics metrics = new SiteMetrics(registry, () -> now);

    @Test
    void countsRoundsBytesAndTheTimeOfSteps() {
        RoundId round = new RoundId("run", 3, 1);
        metrics.happened(new SiteEvent.StateEntered("Training", 0));
        metrics.happened(new SiteEvent.Pulled(1000, Duration.ofSeconds(2), true));
        metrics.happened(new SiteEvent.Pulled(24, Duration.ofSeconds(9), false));
        for (int step = 1; step <= 3; step++) {
            now += 500_000_000;
            metrics.happened(new SiteEvent.StepDone(round, step, 3, 0.5 / step));
        }
        metrics.happened(new SiteEvent.StateEntered("UpdatePending", 0));
        metrics.happened(new SiteEvent.StateEntered("Settling", 700));
        metrics.happened(new SiteEvent.Promoted(round));

        assertThat(registry.scrape().lines())
                .contains(
                        "lorkd_bytes_total{direction=\"down\"} 1024.0",
                        "lorkd_bytes_total{direction=\"up\"} 700.0",
                        "lorkd_transfer_seconds_count 1",
                        "lorkd_transfer_seconds_sum 2.0",
                        "lorkd_step_seconds_count 2",
                        "lorkd_step_seconds_sum 1.0",
                        "lorkd_rounds_promoted_total 1.0",
                        "lorkd_round_number 3.0",
                        "lorkd_site_state{state=\"Settling\"} 1.0",
                        "lorkd_site_state{state=\"Training\"} 0.0")
                .anyMatch(line -> line.startsWith("lorkd_loss 0.16"));
    }

    @Test
    void timesNoStepAcrossRounds() {
        metrics.happened(new SiteEvent.StepDone(new RoundId("run", 1, 1), 1, 1, 0.5));
        now += 60_000_000_000L;
        metrics.happened(new SiteEvent.StepDone(new RoundId("run", 2, 1), 1, 1, 0.5));

        assertThat(registry.scrape()).contains("lorkd_step_seconds_count 0");
    }
}
