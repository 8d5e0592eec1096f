package io.lorkd.coordinator.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class DrawTest {
    private static final List<String> TEN =
            IntStream.range(0, 10).mapToObj(i -> "site-" + i).toList();

    @Test
    void drawsTheSameSitesInWhateverOrderTheyEnrolled() {
        List<String> reversed = new ArrayList<>(TEN);
        Collections.reverse(reversed);

        List<String> drawn = new Draw(1, 5, 1).of(TEN, site -> false, 4);

        assertThat(drawn).hasSize(4).isSorted().isEqualTo(new Draw(1, 5, 1).of(reversed, site -> false, 4));
    }

    @Test
    void drawsAnewByRoundAttemptAndSeed() {
        assertThat(List.of(new Draw(1, 5, 1), new Draw(1, 6, 1), new Draw(1, 5, 2), new Draw(2, 5, 1)))
                .extracting(draw -> draw.of(TEN, site -> false, 4))
                .doesNotHaveDuplicates();
    }

    @Test
    void drawsEverySiteAboutAsOften() {
        Map<String, Integer> times = new TreeMap<>();
        for (int round = 1; round <= 1000; round++) {
            new Draw(7, round, 1).of(TEN, site -> false, 3).forEach(site -> times.merge(site, 1, Integer::sum));
        }

        // Each is expected 300 times, with a standard deviation of 14.5.
        assertThat(times.values()).hasSize(10).allMatch(count -> count > 240 && count < 360);
    }

    @Test
    void drawsLostSitesOnlyWhereThereAreNotEnoughOthers() {
        Set<String> lost = Set.of("site-0", "site-1", "site-2", "site-3", "site-4", "site-5", "site-6");

        assertThat(new Draw(1, 1, 1).of(TEN, lost::contains, 3)).containsExactly("site-7", "site-8", "site-9");
        assertThat(new Draw(1, 1, 1).of(TEN, lost::contains, 4)).hasSize(4).contains("site-7", "site-8", "site-9");
    }

    @ParameterizedTest(name = "{0} with {1} enrolled: {2}")
    @CsvSource({
        "sites: 4,                                       6, 6",
        "'sites: 4, participants: 3',                    6, 3",
        "'sites: 4, participants: 3, overSelection: 0.1',6, 4",
        "'sites: 4, participants: 4, overSelection: 0.5',6, 6",
        "'sites: 4, participants: 4, overSelection: 0.5',5, 5",
    })
    void offersToAsManyAsThePlanSays(String rounds, int enrolled, int seats) {
        assertThat(Draw.seats(Plans.with("rounds: {" + rounds + "}").rounds(), enrolled))
                .isEqualTo(seats);
    }
}
