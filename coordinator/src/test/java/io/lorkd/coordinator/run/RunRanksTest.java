package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How a run's regions come to their ranks. */
class RunRanksTest extends FederationFixture {
    @Test
    void decidesRanksByTheLossReductionOverWarmup() throws Exception {
        start(Plans.with("experts: {rank: 8, ranks: imbalanced, maxRank: 64}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(0).loss = measure -> Optional.of(measure.measurement() == Measurement.BEFORE_WARMUP ? 2.5 : 1.0);
        sites.get(1).loss = measure -> Optional.of(measure.measurement() == Measurement.BEFORE_WARMUP ? 2.0 : 1.5);
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        // Reductions 1.5 and 0.5, mean 1: 8 * 1.5^2 = 18, 8 * 0.5^2 = 2.
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 18, "lung", 2));
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::ranks)
                .containsExactly(Map.of(), Map.of("brain", 18), Map.of("brain", 18));
        List<ToSite.Measure> measures = sites.get(0).heard(ToSite.Measure.class);
        assertThat(measures)
                .extracting(ToSite.Measure::measurement)
                .containsExactly(Measurement.BEFORE_WARMUP, Measurement.AFTER_WARMUP);
        assertThat(measures.get(1).backbone())
                .isEqualTo(sites.get(0).heard(ToSite.RoundClosed.class).get(0).backbone());
    }

    @Test
    void givesTheBaseRankWhereASiteDoesNotMeasureInTime() throws Exception {
        start(Plans.with("experts: {rank: 8, ranks: imbalanced, maxRank: 64}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).loss = measure -> Optional.empty();
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> sites.get(0).answers.size() == 2);
        federation.time.advance(Duration.ofSeconds(60));
        federation.awaitEvent(RoundEvent.RoundCommitted.class);
        await().until(() -> sites.get(0).heard(ToSite.Measure.class).size() == 2
                && sites.get(0).answers.size() == 4);
        federation.time.advance(Duration.ofSeconds(60));

        assertThat(federation.outcome().ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
    }

    @Test
    void trainsWithoutExpertsWhereTheRankIsNought() throws Exception {
        start(Plans.with("experts: {rank: 0}"));
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().ranks()).isEmpty();
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class))
                .allSatisfy(offer -> assertThat(offer.ranks()).isEmpty());
    }
}
