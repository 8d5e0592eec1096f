package io.lorkd.model.data;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class StratificationTest {

    @Test
    void theHeldOutShareIsRoundedButLeavesEveryClassASample() {
        assertThat(Stratification.heldOut(new int[] {100, 25, 4, 1}, 0.1)).containsExactly(10, 3, 0, 0);
        assertThat(Stratification.heldOut(new int[] {3, 1}, 0.9)).containsExactly(2, 0);
        assertThat(Stratification.heldOut(new int[] {3, 1}, 0)).containsExactly(0, 0);
    }

    @Test
    void aLimitKeepsProportionsByLargestRemainder() {
        assertThat(Stratification.limited(new int[] {50, 30, 20}, 10)).containsExactly(5, 3, 2);
        assertThat(Stratification.limited(new int[] {10, 10, 10}, 10)).containsExactly(4, 3, 3);
        assertThat(Stratification.limited(new int[] {5, 5}, 100)).containsExactly(5, 5);
    }

    @Test
    void aLimitKeepsOneOfEveryClass() {
        assertThat(Stratification.limited(new int[] {1000, 1, 1}, 10)).containsExactly(8, 1, 1);
        assertThat(Stratification.limited(new int[] {1000, 1000, 1000}, 3)).containsExactly(1, 1, 1);
    }

    @Test
    void aLimitIsMetExactlyWhateverTheCounts() {
        Random random = new Random(1);
        for (int trial = 0; trial < 2000; trial++) {
            int[] counts = random.ints(1 + random.nextInt(8), 1, 200).toArray();
            int total = Arrays.stream(counts).sum();
            int limit = counts.length + random.nextInt(total);
            int[] kept = Stratification.limited(counts, limit);

            assertThat(Arrays.stream(kept).sum()).isEqualTo(Math.min(limit, total));
            for (int c = 0; c < counts.length; c++) {
                assertThat(kept[c]).isBetween(1, counts[c]);
            }
        }
    }

    @Test
    void theFirstOfEachClassAreTakenInOrder() {
        int[] order = {4, 2, 0, 1, 3};
        int[] labels = {0, 1, 0, 1, 0};

        assertThat(Stratification.firstOfEachClass(order, labels, new int[] {2, 1}))
                .containsExactly(4, 2, 1);
    }
}
