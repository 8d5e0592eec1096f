package io.lorkd.e2e;

import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.policy.Approvals;
import io.lorkd.site.policy.LocalPolicy;
import io.lorkd.site.policy.PlanDigest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.Set;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A hospital looks at a plan before its agent takes part in it. */
class LocalPolicyTest {
    private static final NoiseRegion SKIN = new NoiseRegion("skin", 2, 8);
    private static final Plan PLAN = PlanReader.parse("""
            name: looked-at
            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
            experts: {rank: 2}
            training: {batchSize: 4}
            rounds: {warmup: 0, decomposition: 1, sites: 1, localSteps: 1}
            """, "test plan");

    @TempDir
    Path temporary;

    @Test
    void theAgentIsNotEnrolledUntilAPersonHasAcceptedThePlan() throws IOException {
        try (LocalFederation federation = new LocalFederation(temporary).coordinate(PLAN)) {
            federation.join(start(federation, new LocalPolicy(Set.of(), Set.of(), OptionalInt.empty(), 0, true)));
            Approvals approvals = new Approvals(federation.siteFolder("clinic"), Clock.systemUTC());
            Awaitility.await().until(() -> approvals.waiting().isPresent());

            assertThat(approvals.waiting().orElseThrow().digest()).isEqualTo(PlanDigest.of(PLAN));
            assertThat(federation.events(SiteEvent.SiteJoined.class)).isEmpty();

            approvals.accept(PlanDigest.of(PLAN), "the data protection officer");
            assertThat(federation.run().finished()).isTrue();
            assertThat(federation.events(SiteEvent.SiteJoined.class)).hasSize(1);
            assertThat(approvals.waiting()).isEmpty();
        }
    }

    @Test
    void aPlanThatThePolicyIsAgainstIsDeclinedAndTheCoordinatorNeverSeesTheSite() {
        try (LocalFederation federation = new LocalFederation(temporary).coordinate(PLAN)) {
            SiteAgent agent =
                    start(federation, new LocalPolicy(Set.of("another"), Set.of(), OptionalInt.of(1), 1, false));
            SiteOutcome outcome = await(agent.ended());

            assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.REFUSED);
            assertThat(outcome.reason())
                    .contains("policy.plans", "'looked-at'", "policy.minOtherSites")
                    .doesNotContain("maxRounds");
            assertThat(federation.events(SiteEvent.SiteJoined.class)).isEmpty();
        }
    }

    private static SiteAgent start(LocalFederation federation, LocalPolicy policy) {
        SiteSettings settings = federation
                .settings("clinic", federation.siteFolder("clinic"), SKIN)
                .withPolicy(policy);
        return await(SiteAgent.start(federation.vertx(), settings));
    }
}
