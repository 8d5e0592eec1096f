package io.lorkd.e2e;

import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The backbone is a function of plan, data and seed, and of nothing else: not of who joins or answers first. */
class SameSeedSameBackboneTest {
    private static final Comparator<String> BY_ID = Comparator.naturalOrder();

    @TempDir
    Path temporary;

    private int runs;

    @Test
    void theSeedDecidesTheBackboneAndTheOrderOfArrivalDoesNot() {
        String first = backbone(1, List.of("a", "b", "c"), BY_ID);

        assertThat(backbone(1, List.of("a", "b", "c"), BY_ID)).as("once more").isEqualTo(first);
        assertThat(backbone(1, List.of("c", "b", "a"), BY_ID.reversed()))
                .as("the other way round")
                .isEqualTo(first);
        assertThat(backbone(2, List.of("a", "b", "c"), BY_ID))
                .as("another seed")
                .isNotEqualTo(first);
    }

    /** The last backbone's digest of a run whose sites join in one order and whose updates arrive in another. */
    private String backbone(long seed, List<String> joining, Comparator<String> arriving) {
        try (LocalFederation federation = new LocalFederation(temporary.resolve("run-" + runs++))) {
            UpdatesInOrder.of(federation, joining.size(), arriving);
            federation.coordinate(plan(seed));
            for (String site : joining) {
                federation.join(site, new NoiseRegion("region-" + site, 3, 10 + site.charAt(0) % 5));
            }
            RunOutcome outcome = federation.run();
            assertThat(outcome.reason()).isEmpty();
            assertThat(federation.events(WorkEvent.UpdateStaged.class).stream()
                            .map(WorkEvent.UpdateStaged::site)
                            .limit(joining.size()))
                    .containsExactlyElementsOf(joining.stream().sorted(arriving).toList());
            return outcome.backboneSha256();
        }
    }

    private static Plan plan(long seed) {
        return PlanReader.parse("""
                name: same-seed
                seed: %d
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
                experts: {rank: 2}
                training: {batchSize: 6}
                rounds: {warmup: 1, decomposition: 2, sites: 3, localSteps: 2}
                server: {optimiser: momentum}
                """.formatted(seed), "test plan");
    }
}
