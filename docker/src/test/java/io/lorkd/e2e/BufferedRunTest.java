package io.lorkd.e2e;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.TamperingTrainer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.function.Function;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A run in which nobody is waited for, with real training. */
class BufferedRunTest {
    private static final int ROUNDS = 8;

    /** The first round after warm-up: at the change of phase all sites are offered the newest backbone. */
    private static final int SLOW_OFFERED = 2;

    /** The round after it is committed without the slow site, too. */
    private static final int LAST_WITHOUT_SLOW = SLOW_OFFERED + 1;

    @TempDir
    Path temporary;

    @Test
    void fastSitesGoOnAndASlowOnesUpdateCountsWhenItComes() {
        Promise<Void> twoBehind = Promise.promise();
        Promise<Void> slowIsIn = Promise.promise();
        try (LocalFederation federation = new LocalFederation(temporary)) {
            federation.listen(event -> {
                if (event instanceof RoundCommitted committed
                        && committed.round().round() == LAST_WITHOUT_SLOW) {
                    twoBehind.complete();
                } else if (event instanceof UpdateStaged staged && staged.site().equals("slow")) {
                    slowIsIn.tryComplete();
                }
            });
            federation
                    .coordinate(plan())
                    .join("fast", new NoiseRegion("skin", 2, 8))
                    // The rounds would otherwise be over before the slow site's update on a busy machine.
                    .join(site(
                            federation,
                            "also-fast",
                            "chest",
                            round -> round.round() <= LAST_WITHOUT_SLOW ? Future.succeededFuture() : slowIsIn.future()))
                    .join(site(federation, "slow", "brain", round -> twoBehind.future()));

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
                    .satisfies(staged -> assertThat(staged.staleness()).isEqualTo(2));
            // It trains the newest backbone from then on, and its expert was promoted before.
            assertThat(federation.events(RoundOffered.class))
                    .filteredOn(offered -> offered.round().round() > SLOW_OFFERED)
                    .anySatisfy(offered -> assertThat(offered.sites()).contains("slow"));
            assertThat(federation.promotedUnit("slow")).isDirectory();
            assertThat(federation.events(RoundEvent.RoundAbandoned.class)).isEmpty();
        }
    }

    private static SiteAgent site(
            LocalFederation federation, String id, String region, Function<RoundId, Future<Void>> ready) {
        return await(TamperingTrainer.slowSite(
                federation.vertx(),
                federation.settings(id, federation.siteFolder(id), new NoiseRegion(region, 2, 8)),
                ready));
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
