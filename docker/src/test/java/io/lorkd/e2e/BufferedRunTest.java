package io.lorkd.e2e;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvent.RoundCommitted;
import io.lorkd.coordinator.event.CoordinatorEvent.RoundOffered;
import io.lorkd.coordinator.event.CoordinatorEvent.UpdateStaged;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.TamperingTrainer;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A run in which nobody is waited for, with real training. */
class BufferedRunTest {
    private static final int ROUNDS = 8;

    @TempDir
    Path temporary;

    @Test
    void fastSitesGoOnAndASlowOnesUpdateCountsWhenItComes() {
        Promise<Void> ready = Promise.promise();
        try (LocalFederation federation = new LocalFederation(temporary)) {
            federation.listen(event -> {
                if (event instanceof RoundCommitted committed
                        && committed.round().round() == 2) {
                    ready.complete();
                }
            });
            federation
                    .coordinate(plan())
                    .join("fast", new NoiseRegion("skin", 2, 8))
                    .join("also-fast", new NoiseRegion("chest", 2, 8))
                    .join(await(TamperingTrainer.slowSite(
                            federation.vertx(),
                            federation.settings("slow", federation.siteFolder("slow"), new NoiseRegion("brain", 2, 8)),
                            ready.future())));

            RunOutcome outcome = federation.run();

            assertThat(outcome.reason()).isEmpty();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(outcome.reports()).hasSize(3);
            assertThat(federation.events(RoundCommitted.class))
                    .hasSize(ROUNDS)
                    .allSatisfy(
                            committed -> assertThat(committed.contributors()).hasSize(2));
            assertThat(federation.events(UpdateStaged.class))
                    .filteredOn(staged -> staged.site().equals("slow"))
                    .isNotEmpty()
                    .first()
                    .satisfies(staged -> assertThat(staged.staleness()).isGreaterThanOrEqualTo(2));
            // It trains the newest backbone from then on, and its expert was promoted before.
            assertThat(federation.events(RoundOffered.class))
                    .filteredOn(offered -> offered.round().round() > 2)
                    .anySatisfy(offered -> assertThat(offered.sites()).contains("slow"));
            assertThat(federation.promotedUnit("slow")).isDirectory();
            assertThat(federation.events(CoordinatorEvent.RoundAbandoned.class)).isEmpty();
        }
    }

    private static Plan plan() {
        return PlanReader.parse("""
                name: buffered
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
                experts: {rank: 2}
                training: {batchSize: 4}
                rounds: {warmup: 1, decomposition: %d, sites: 3, localSteps: 1}
                buffered: {size: 2}
                """.formatted(ROUNDS - 1), "test plan");
    }
}
