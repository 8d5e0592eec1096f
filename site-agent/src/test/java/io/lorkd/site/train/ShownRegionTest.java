package io.lorkd.site.train;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ShownRegionTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 7, 12, 100, 1023})
    void aPageHasDifferentSamplesAndAllAreSeenInTime(int samples) {
        Set<Integer> seen = new HashSet<>();
        for (int page = 0; page * Math.min(6, samples) < samples; page++) {
            List<Integer> shown = ShownRegion.spread(samples, page, 6);
            assertThat(shown)
                    .hasSize(Math.min(6, samples))
                    .doesNotHaveDuplicates()
                    .allMatch(i -> i >= 0 && i < samples);
            seen.addAll(shown);
        }
        assertThat(seen).hasSize(samples);
    }

    /** A data set that is sorted by class shows each of three classes. */
    @Test
    void aPageIsSpreadOverTheWholePart() {
        assertThat(ShownRegion.spread(90, 0, 6).stream().map(i -> i / 30)).contains(0, 1, 2);
    }

    @Test
    void pagesGoRoundAndRound() {
        assertThat(ShownRegion.spread(6, 1, 6)).containsExactlyElementsOf(ShownRegion.spread(6, 0, 6));
        assertThat(ShownRegion.spread(100, Integer.MAX_VALUE, 6)).hasSize(6).allMatch(i -> i >= 0 && i < 100);
    }
}
