package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.Work;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class WorkSharesTest {

    @Test
    void splitsTheUnionBatchBySamplesWithTheLargestRemainderFirst() {
        // 10 * 5/12 = 4.17, 10 * 4/12 = 3.33, 10 * 3/12 = 2.5: the odd one goes to c.
        Map<String, Work> shares =
                WorkShares.of(Plans.gradients(10), List.of(site("a", 500), site("b", 400), site("c", 300)));

        assertThat(shares)
                .isEqualTo(Map.of(
                        "a", new Work.Gradient(4, 10), "b", new Work.Gradient(3, 10), "c", new Work.Gradient(3, 10)));
    }

    @Test
    void givesEverySiteAtLeastOneSample() {
        Map<String, Work> shares = WorkShares.of(Plans.gradients(8), List.of(site("large", 10_000), site("small", 1)));

        assertThat(shares).isEqualTo(Map.of("large", new Work.Gradient(8, 9), "small", new Work.Gradient(1, 9)));
    }

    @Test
    void givesEverySiteTheSamePassesWhereDeltasAreExchanged() {
        assertThat(WorkShares.of(Plans.deltas(), List.of(site("a", 5), site("b", 50)))
                        .values())
                .containsOnly(new Work.Passes(1, 16));
    }

    private static EnrolledSite site(String id, long samples) {
        return new EnrolledSite(id, "instance", List.of(new Region("region", List.of("x", "y"), samples)), "cpu");
    }
}
