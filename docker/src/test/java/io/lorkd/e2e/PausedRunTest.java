package io.lorkd.e2e;

import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.TamperingTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A run that cannot go on says so, and why, instead of having whoever waits for its end wait in vain. */
class PausedRunTest {
    @TempDir
    Path temporary;

    @Test
    void theWaitForARunEndsWithTheReasonWhereItIsPaused() {
        try (LocalFederation federation = new LocalFederation(temporary)) {
            federation
                    .coordinate(PlanReader.parse("""
                            network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
                            training: {batchSize: 4}
                            rounds: {warmup: 0, decomposition: 1, sites: 1, localSteps: 1, attempts: 1}
                            """, "test plan"))
                    .join(await(TamperingTrainer.site(
                            federation.vertx(),
                            federation.settings(
                                    "broken", federation.siteFolder("broken"), new NoiseRegion("skin", 2, 8)),
                            order -> {
                                throw new IOException("the accelerator is gone");
                            })));

            assertThatThrownBy(federation::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("Round 1 was abandoned 1 time")
                    .hasMessageContaining("broken")
                    .hasMessageContaining("the accelerator is gone");
        }
    }
}
