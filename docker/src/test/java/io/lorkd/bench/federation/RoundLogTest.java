package io.lorkd.bench.federation;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RoundLogTest {
    private final List<Integer> told = new ArrayList<>();
    private final RoundLog log = new RoundLog(2, times -> told.add(times.round()));
    private final List<String> announced = new ArrayList<>();

    @Test
    void updatesAreAnnouncedOnceAllAreReady() {
        log.offered(1);
        ready("a");
        ready("a");
        assertThat(announced).isEmpty();
        ready("b");
        assertThat(announced).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whoIsReadyAgainAfterwardsAnnouncesAtOnce() {
        log.offered(1);
        ready("a");
        ready("b");
        ready("b");
        assertThat(announced).hasSize(3);
    }

    @Test
    void aRoundIsToldOfOnceAndLosesWhatIsNotCounted() {
        log.offered(1);
        ready("a");
        ready("b");
        log.staged(1);
        log.closed(1, 1);
        log.closed(1, 2);
        assertThat(told).containsExactly(1);
        assertThat(log.lost(1)).isEqualTo(1);
        assertThat(log.lost(3)).as("two rounds never came").isEqualTo(5);
    }

    private void ready(String site) {
        log.ready(1, site, () -> announced.add(site));
    }
}
