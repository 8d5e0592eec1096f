package io.lorkd.site;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.site.Rounds.Closing;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsTest {
    private static RoundId round(int round, int attempt) {
        return new RoundId("run", round, attempt);
    }

    private static RoundClosed closed(int round, int attempt, boolean committed, String... contributors) {
        return new RoundClosed(round(round, attempt), committed, "b".repeat(64), List.of(contributors));
    }

    @Test
    void aCommitEndsAllAttemptsAtItsRoundAndAnAbandonmentThoseUpToItsOwn() {
        assertThat(Rounds.ends(closed(3, 1, true), round(3, 2))).isTrue();
        assertThat(Rounds.ends(closed(3, 1, false), round(3, 2))).isFalse();
        assertThat(Rounds.ends(closed(3, 2, false), round(3, 2))).isTrue();
        assertThat(Rounds.ends(closed(4, 1, false), round(3, 2))).isTrue();
        assertThat(Rounds.ends(closed(2, 9, true), round(3, 1))).isFalse();
    }

    @Test
    void onlyACommitOfTheVeryRoundWithThisSiteCounts() {
        assertThat(Rounds.closing(closed(3, 1, true, "a", "b"), round(3, 1), "b", false))
                .isEqualTo(Closing.COUNTED);
        assertThat(Rounds.closing(closed(3, 1, true, "a"), round(3, 1), "b", false))
                .isEqualTo(Closing.PASSED_BY);
        assertThat(Rounds.closing(closed(3, 1, false), round(3, 1), "b", false)).isEqualTo(Closing.ABANDONED);
        assertThat(Rounds.closing(closed(4, 1, true, "b"), round(3, 1), "b", false))
                .isEqualTo(Closing.PASSED_BY);
        assertThat(Rounds.closing(closed(4, 1, false), round(3, 1), "b", false)).isEqualTo(Closing.PASSED_BY);
        assertThat(Rounds.closing(closed(2, 1, true, "b"), round(3, 1), "b", false))
                .isEqualTo(Closing.NONE);
    }

    @Test
    void withABufferAnUpdateCountsInWhateverRoundItComesTo() {
        assertThat(Rounds.closing(closed(3, 1, true, "b"), round(3, 1), "b", true))
                .isEqualTo(Closing.COUNTED);
        assertThat(Rounds.closing(closed(5, 1, true, "a", "b"), round(3, 1), "b", true))
                .isEqualTo(Closing.COUNTED);
        assertThat(Rounds.closing(closed(5, 1, true, "a"), round(3, 1), "b", true))
                .isEqualTo(Closing.NONE);
        assertThat(Rounds.closing(closed(2, 1, true, "b"), round(3, 1), "b", true))
                .isEqualTo(Closing.NONE);
    }

    @Test
    void pausesDoubleUpToTheLongestAndAreShortenedByAtMostAHalf() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

        for (int i = 0; i < 100; i++) {
            assertThat(backoff.pauseMillis(1)).isBetween(50L, 100L);
            assertThat(backoff.pauseMillis(3)).isBetween(200L, 400L);
            assertThat(backoff.pauseMillis(5)).isBetween(500L, 1000L);
            assertThat(backoff.pauseMillis(100_000)).isBetween(500L, 1000L);
        }
    }

    @Test
    void asksAgainNotBeforeItIsAskedToAndNotAllAtOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(Backoff.afterWait(Duration.ofMillis(100))).isBetween(100L, 151L);
            assertThat(Backoff.afterWait(Duration.ZERO)).isBetween(1L, 2L);
        }
    }
}
