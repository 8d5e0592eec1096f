package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.replay.Replay;
import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;
import java.util.OptionalInt;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a run leaves is enough to recompute its last rounds. */
class RoundReplayTest extends FederationFixture {
    private static final int ROUNDS = 4;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server: {optimiser: yogi}",
                "aggregation: {rule: median}",
                "exchange: gradients",
                "buffered: {size: 1}"
            })
    void recomputesTheRoundsThatAreKept(String more) throws Exception {
        train(more);

        try (Replay replay = replay()) {
            for (int round = ROUNDS - 1; round <= ROUNDS; round++) {
                assertThat(replay.round(round, OptionalInt.empty()).equal()).isTrue();
            }
        }
    }

    @Test
    void keepsTheFilesOfNoMoreRoundsThanThePlanSays() throws Exception {
        train("");

        try (Replay replay = replay()) {
            assertThatThrownBy(() -> replay.round(1, OptionalInt.empty()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("those of 3, 4 are")
                    .hasMessageContaining("rounds.keepRounds, which is 2");
        }
    }

    private void train(String more) throws Exception {
        federation = new TestFederation(
                Plans.with(
                        "rounds: {warmup: 0, decomposition: %d, sites: 2, keepRounds: 2}%n".formatted(ROUNDS) + more),
                folder);
        for (StubSite site : federation.twoSites()) {
            get(site.enrol());
        }
        assertThat(federation.outcome().finished()).isTrue();
        federation.stop();
    }

    private Replay replay() {
        return Replay.open(
                folder.resolve("state"), Optional.empty(), plan -> new Recipe(plan, TensorFiles.tinyNetwork()));
    }
}
