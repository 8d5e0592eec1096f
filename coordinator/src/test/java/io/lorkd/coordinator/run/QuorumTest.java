package io.lorkd.coordinator.run;

import io.lorkd.coordinator.run.Quorum.Tally;
import io.lorkd.coordinator.run.Quorum.Verdict;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;

class QuorumTest {

    @Nested
    class OfAll {
        private final Quorum quorum = new Quorum(OptionalInt.empty(), false);

        @Test
        void waitsForWhoeverIsSilent() {
            assertThat(quorum.decide(new Tally(3, 0, 1, 1, false))).isInstanceOf(Verdict.Wait.class);
        }

        @Test
        void commitsWhenAllContributed() {
            assertThat(quorum.decide(new Tally(4, 0, 0, 0, false))).isInstanceOf(Verdict.Commit.class);
        }

        @Test
        void commitsWithoutThoseWhoDeclined() {
            assertThat(quorum.decide(new Tally(1, 3, 0, 0, false))).isInstanceOf(Verdict.Commit.class);
        }

        @Test
        void abandonsWhereNobodyContributed() {
            assertThat(quorum.decide(new Tally(0, 4, 0, 0, false))).isInstanceOf(Verdict.Abandon.class);
        }

        @Test
        void abandonsSilenceAtTheDeadline() {
            assertThat(quorum.decide(new Tally(3, 0, 1, 0, true)))
                    .isEqualTo(new Verdict.Abandon("1 site was silent until the deadline, and the quorum is all"));
        }
    }

    @Nested
    class OfSome {
        private final Quorum quorum = new Quorum(OptionalInt.of(2), false);

        @Test
        void waitsForTheLivingEvenWhenItIsReached() {
            assertThat(quorum.decide(new Tally(2, 0, 2, 1, false))).isInstanceOf(Verdict.Wait.class);
        }

        @Test
        void doesNotWaitForTheLost() {
            assertThat(quorum.decide(new Tally(2, 0, 2, 2, false))).isInstanceOf(Verdict.Commit.class);
        }

        @Test
        void waitsForTheLostWhereTheyAreNeeded() {
            assertThat(quorum.decide(new Tally(1, 0, 2, 2, false))).isInstanceOf(Verdict.Wait.class);
        }

        @Test
        void commitsWhatIsThereAtTheDeadline() {
            assertThat(quorum.decide(new Tally(2, 0, 2, 0, true))).isInstanceOf(Verdict.Commit.class);
        }

        @Test
        void abandonsTooFewAtTheDeadline() {
            assertThat(quorum.decide(new Tally(1, 0, 3, 0, true))).isInstanceOf(Verdict.Abandon.class);
        }

        @Test
        void abandonsAsSoonAsItCannotBeReached() {
            assertThat(quorum.decide(new Tally(1, 3, 0, 0, false))).isInstanceOf(Verdict.Abandon.class);
        }
    }

    @Nested
    class OfEveryShare {
        private final Quorum quorum = new Quorum(OptionalInt.empty(), true);

        @Test
        void abandonsAsSoonAsOneShareIsMissing() {
            assertThat(quorum.decide(new Tally(2, 1, 1, 0, false))).isInstanceOf(Verdict.Abandon.class);
        }

        @Test
        void commitsTheWholeSum() {
            assertThat(quorum.decide(new Tally(4, 0, 0, 0, false))).isInstanceOf(Verdict.Commit.class);
        }

        @Test
        void abandonsSilenceAtTheDeadline() {
            assertThat(quorum.decide(new Tally(3, 0, 1, 0, true))).isInstanceOf(Verdict.Abandon.class);
        }
    }
}
