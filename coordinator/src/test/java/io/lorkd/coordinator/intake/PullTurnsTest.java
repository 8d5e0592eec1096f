package io.lorkd.coordinator.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PullTurnsTest {
    private final PullTurns turns = new PullTurns(2);
    private final List<String> begun = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void noMoreAreUnderWayThanAllowedAndTheOthersFollowInOrder() {
        Promise<String> first = pull("a");
        Promise<String> second = pull("b");
        pull("c");
        pull("d");
        assertThat(begun).containsExactly("a", "b");

        second.complete("b");
        assertThat(begun).containsExactly("a", "b", "c");
        first.fail("the line is gone");
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void aTurnThatIsOverIsFreeAgain() {
        pull("a").complete("a");
        pull("b").complete("b");
        pull("c");
        pull("d");
        assertThat(begun).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whoWaitsHearsThatOthersAdvanceAndWhoIsPulledDoesNot() {
        pull("a");
        pull("b");
        pull("c");
        turns.advanced();
        assertThat(told).containsExactly("c");
    }

    @Test
    void theResultIsThatOfThePull() {
        Promise<String> pull = Promise.promise();
        Future<String> taken = turns.take(pull::future, () -> {});
        pull.complete("here");
        assertThat(taken.result()).isEqualTo("here");
    }

    private Promise<String> pull(String name) {
        Promise<String> pull = Promise.promise();
        turns.take(
                () -> {
                    begun.add(name);
                    return pull.future();
                },
                () -> told.add(name));
        return pull;
    }
}
