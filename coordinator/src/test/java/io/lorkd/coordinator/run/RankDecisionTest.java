package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.plan.Experts;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class RankDecisionTest {
    private final Experts experts = new Experts(8, Experts.Ranks.IMBALANCED, 2, 64, OptionalDouble.of(16));

    @Test
    void averagesARegionsReductionOverItsSitesBySamples() {
        RankDecision decision = RankDecision.of(
                experts,
                Set.of("brain", "lung"),
                Map.of(
                        "a", Map.of("brain", new RegionLoss(3, 10)),
                        "b", Map.of("brain", new RegionLoss(2, 30), "lung", new RegionLoss(1, 5))),
                Map.of(
                        "a", Map.of("brain", new RegionLoss(1, 10)),
                        "b", Map.of("brain", new RegionLoss(1, 30), "lung", new RegionLoss(0.5, 5))));

        // brain: (10 * 2 + 30 * 1) / 40 = 1.25; lung: 0.5; mean 0.875.
        assertThat(decision.reductions()).isEqualTo(Map.of("brain", 1.25, "lung", 0.5));
        assertThat(decision.ranks()).isEqualTo(Map.of("brain", 16, "lung", 2));
    }

    @Test
    void givesTheBaseRankToARegionThatIsMissingAtEitherEnd() {
        RankDecision decision = RankDecision.of(
                experts,
                Set.of("brain", "lung", "late"),
                Map.of("a", Map.of("brain", new RegionLoss(3, 10), "lung", new RegionLoss(2, 10))),
                Map.of("a", Map.of("brain", new RegionLoss(1, 10), "late", new RegionLoss(2, 10))));

        assertThat(decision.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8, "late", 8));
    }

    @Test
    void doesNotCountALossThatIsNotFinite() {
        RankDecision decision = RankDecision.of(
                experts,
                Set.of("brain"),
                Map.of("a", Map.of("brain", new RegionLoss(3, 10)), "b", Map.of("brain", new RegionLoss(3, 10))),
                Map.of(
                        "a", Map.of("brain", new RegionLoss(Double.NaN, 10)),
                        "b", Map.of("brain", new RegionLoss(2, 10))));

        assertThat(decision.reductions()).isEqualTo(Map.of("brain", 1.0));
    }
}
