package io.lorkd.e2e;

import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import static io.lorkd.e2e.LocalFederation.await;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs that an operator starts, with sites that train: one is put out of the first run and let in again. */
class OrderedRunsTest {
    private static final String PLAN = """
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
            training: {batchSize: 4}
            rounds: {warmup: 0, decomposition: 3, sites: 2, localSteps: 1}
            """;

    @TempDir
    Path temporary;

    @Test
    void aSiteIsExcludedAndLetInAgainAndASecondRunIsStarted() {
        try (LocalFederation federation = new LocalFederation(temporary).waitForRuns()) {
            List<SiteAgent> agents =
                    List.of(agent(federation, "clinic", "skin"), agent(federation, "hospital", "chest"));
            // Excluded as soon as the first round is committed, let in again as soon as the second one is.
            federation.listen(event -> {
                if (event instanceof RoundEvent.RoundCommitted committed) {
                    switch (committed.round().round()) {
                        case 1 -> federation.orders().exclude("hospital", "its scanner is recalibrated", "ada");
                        case 2 -> federation.orders().readmit("hospital", "ada");
                        default -> {}
                    }
                }
            });

            await(federation.orders().start(PLAN, "ada"));
            agents.forEach(agent -> assertThat(await(agent.ended()).kind()).isEqualTo(SiteOutcome.Kind.FINISHED));
            awaitStartIsPossible(federation);

            List<RoundEvent.RoundCommitted> committed = federation.events(RoundEvent.RoundCommitted.class);
            assertThat(committed).hasSize(3);
            assertThat(committed.get(1).contributors()).containsExactly("clinic");
            assertThat(federation.events(OrderGiven.class))
                    .extracting(order -> order.order().word())
                    .containsExactly("start", "exclude", "readmit");

            await(federation.orders().start(PLAN.replace("decomposition: 3", "decomposition: 1"), "grace"));
            List<SiteAgent> again =
                    List.of(agent(federation, "clinic", "skin"), agent(federation, "hospital", "chest"));
            again.forEach(agent -> assertThat(await(agent.ended()).kind()).isEqualTo(SiteOutcome.Kind.FINISHED));

            Set<String> runs = federation.events(RoundEvent.RoundCommitted.class).stream()
                    .map(event -> event.round().run())
                    .collect(toSet());
            assertThat(runs).hasSize(2);
        }
    }

    private static void awaitStartIsPossible(LocalFederation federation) {
        await().until(() -> federation.orders().possible().equals(List.of("start")));
    }

    private SiteAgent agent(LocalFederation federation, String site, String region) {
        SiteAgent agent = await(SiteAgent.start(
                federation.vertx(),
                federation.settings(site, federation.siteFolder(site), new NoiseRegion(region, 2, 8))));
        federation.join(agent);
        return agent;
    }
}
