package io.lorkd.simulation;

import io.lorkd.protocol.plan.Experts;
import io.lorkd.protocol.plan.InvalidPlanException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Rounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SimulationPlanTest {

    @TempDir
    Path temporary;

    private Simulation.Request request(
            String yaml, Integer rounds, Long seed, Experts.Ranks ranks, Plan.Exchange exchange) throws IOException {
        Path plan = yaml == null ? null : Files.writeString(temporary.resolve("plan.yaml"), yaml);
        return new Simulation.Request(null, plan, null, rounds, seed, ranks, exchange, false, false, false, null);
    }

    @Test
    void withoutAPlanItIsThePhantoms() throws IOException {
        assertThat(SimulationPlan.of(request(null, null, null, null, null)).name())
                .isEqualTo("phantoms");
    }

    @ParameterizedTest
    @CsvSource({"15, 3, 12", "30, 6, 24", "5, 1, 4", "2, 1, 1", "3, 1, 2", "1, 0, 1"})
    void roundsAreSharedOutInThePlansProportionAndBothPhasesStay(int total, int warmup, int decomposition)
            throws IOException {
        Rounds rounds = SimulationPlan.of(request("rounds: {warmup: 3, decomposition: 12}", total, null, null, null))
                .rounds();

        assertThat(rounds.warmup()).isEqualTo(warmup);
        assertThat(rounds.decomposition()).isEqualTo(decomposition);
    }

    @Test
    void aPlanWithoutWarmupGetsNone() throws IOException {
        Plan plan = SimulationPlan.of(request("rounds: {warmup: 0, decomposition: 4}", 9, null, null, null));

        assertThat(plan.rounds().warmup()).isZero();
        assertThat(plan.rounds().decomposition()).isEqualTo(9);
    }

    @Test
    void optionsGoBeforeThePlan() throws IOException {
        Plan plan = SimulationPlan.of(
                request("seed: 7\nexperts: {rank: 4}", null, 42L, Experts.Ranks.IMBALANCED, Plan.Exchange.GRADIENTS));

        assertThat(plan.seed()).isEqualTo(42);
        assertThat(plan.experts().ranks()).isEqualTo(Experts.Ranks.IMBALANCED);
        assertThat(plan.experts().rank()).isEqualTo(4);
        assertThat(plan.exchange()).isEqualTo(Plan.Exchange.GRADIENTS);
    }

    @Test
    void optionsThatDoNotFitThePlanAreRefused() throws IOException {
        Simulation.Request request = request("rounds: {warmup: 0}", null, null, Experts.Ranks.IMBALANCED, null);

        assertThatThrownBy(() -> SimulationPlan.of(request))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("imbalanced");
    }

    @Test
    void theNumberOfSitesIsTheSimulationsAndTheQuorumStaysWithinIt() throws IOException {
        Plan plan = SimulationPlan.of(request("rounds: {sites: 8, quorum: 6}", null, null, null, null));

        Rounds rounds = SimulationPlan.forSites(plan, 3).rounds();

        assertThat(rounds.sites()).isEqualTo(3);
        assertThat(rounds.quorum()).hasValue(3);
    }
}
