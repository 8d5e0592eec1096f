package io.lorkd.coordinator.run;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;

/** Plans for tests. */
public final class Plans {
    private Plans() {}

    /** Two sites, one round of warm-up and two after it, balanced. */
    public static Plan deltas() {
        return with("");
    }

    public static Plan gradients(int batchSize) {
        return PlanReader.parse("""
                exchange: gradients
                precision: float64
                training: {batchSize: %d, learningRate: 0.1, weightDecay: 0}
                rounds: {warmup: 1, decomposition: 1, sites: 2, attempts: 2, backOff: 0s}
                """.formatted(batchSize), "a test");
    }

    /** @param more further lines of YAML */
    public static Plan with(String more) {
        return PlanReader.parse(
                """
                precision: float64
                training: {batchSize: 16}
                """
                        + (more.contains("rounds:")
                                ? ""
                                : "rounds: {warmup: 1, decomposition: 2, sites: 2, attempts: 2, backOff: 0s, deadline: 60s}\n")
                        + more,
                "a test");
    }
}
