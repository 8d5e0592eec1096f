package io.lorkd.coordinator.metrics;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class RunMetricsTest {
    private static final String DIGEST = "0".repeat(64);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private long now;
    private final RunMetrics metrics = new RunMetrics(registry, () -> now);

    @Test
    void countsRoundsContributionsAndRefusals() {
        offered(1, 1);
        now += 1_000_000_000L;
        metrics.happened(new RoundEvent.RoundAbandoned(round(1, 1), "too few", 0, 0));
        offered(1, 2);
        now += 2_000_000_000L;
        metrics.happened(new WorkEvent.UpdateRefused("north", round(1, 2), Refusal.NOT_FINITE, "NaN"));
        metrics.happened(new SiteEvent.SiteTurnedAway("east", Refusal.NOT_IN_PLAN, "who?"));
        metrics.happened(new SiteEvent.SiteLost("west", Duration.ofSeconds(10)));
        metrics.happened(new WorkEvent.LeaseExpired("west", round(1, 2), Duration.ofSeconds(10)));
        committed(round(1, 2), List.of("south"));
        metrics.happened(new RunEvent.RunPaused("run", "the scanner is moved"));

        assertThat(registry.scrape().lines())
                .contains(
                        "lorkd_rounds_committed_total 1.0",
                        "lorkd_rounds_abandoned_total 1.0",
                        "lorkd_round_seconds_count 1",
                        "lorkd_round_seconds_sum 2.0",
                        "lorkd_round_number 1.0",
                        "lorkd_contributions_total{site=\"south\"} 1.0",
                        "lorkd_refusals_total{refusal=\"NOT_FINITE\"} 1.0",
                        "lorkd_refusals_total{refusal=\"NOT_IN_PLAN\"} 1.0",
                        "lorkd_sites_lost_total 1.0",
                        "lorkd_leases_expired_total 1.0",
                        "lorkd_loss{region=\"breast\"} 0.25",
                        "lorkd_run_paused 1.0");
        metrics.happened(new RunEvent.RunResumed("run"));
        assertThat(registry.scrape()).contains("lorkd_run_paused 0.0");
    }

    @Test
    void countsTheBytesOfThisProcessAlone() {
        pulse("taken up", 1_000_000, 500_000);
        pulse("taken up", 1_000_100, 500_010);
        metrics.happened(new RunEvent.RunOpened("new", 2, DIGEST));
        pulse("new", 40, 5);

        assertThat(registry.scrape().lines())
                .contains(
                        "lorkd_bytes_total{direction=\"down\"} 140.0",
                        "lorkd_bytes_total{direction=\"up\"} 15.0",
                        "lorkd_sites{state=\"alive\"} 1.0",
                        "lorkd_sites{state=\"lost\"} 1.0");
    }

    private void pulse(String run, long down, long up) {
        metrics.happened(new RunEvent.Pulse(
                run,
                down,
                up,
                Map.of(
                        "north", new RunEvent.Pulse.Sign(false, Duration.ZERO, Optional.empty()),
                        "south", new RunEvent.Pulse.Sign(true, Duration.ofMinutes(1), Optional.empty()))));
    }

    @Test
    void timesTransfersThatItSaw() {
        for (long sending : new long[] {1500, 0}) {
            metrics.happened(new WorkEvent.UpdateStaged(
                    "north",
                    round(1, 1),
                    10,
                    10,
                    0,
                    Map.of(),
                    Map.of(),
                    new WorkEvent.UpdateStaged.Took(0, 0, sending)));
        }
        assertThat(registry.scrape()).contains("lorkd_transfer_seconds_count 1", "lorkd_transfer_seconds_sum 1.5");
    }

    @Test
    void hasNoMoreSeriesThanItsBoundHoweverManySitesThereAre() {
        for (int site = 0; site < RunMetrics.SITES + 10; site++) {
            committed(round(1, 1), List.of("site-" + site, "site-0"));
        }

        List<String> contributions = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("lorkd_contributions_total"))
                .toList();
        assertThat(contributions)
                .hasSize(RunMetrics.SITES + 1)
                .contains("lorkd_contributions_total{site=\"(others)\"} 10.0");
    }

    private void offered(int round, int attempt) {
        metrics.happened(
                new RoundEvent.RoundOffered(round(round, attempt), 5, Phase.WARMUP, List.of("north", "south"), 0.05));
    }

    private void committed(RoundId round, List<String> contributors) {
        metrics.happened(new RoundEvent.RoundCommitted(round, contributors, DIGEST, Map.of("breast", 0.25), 0, 0));
    }

    private static RoundId round(int round, int attempt) {
        return new RoundId("run", round, attempt);
    }
}
