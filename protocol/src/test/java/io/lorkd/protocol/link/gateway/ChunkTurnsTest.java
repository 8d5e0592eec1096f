package io.lorkd.protocol.link.gateway;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkTurnsTest {
    private final ChunkTurns turns = new ChunkTurns();
    private final List<Integer> begun = new ArrayList<>();

    @Test
    void twoChunksAreAtWorkAndTheOthersWaitInOrder() {
        for (int i = 1; i <= 4; i++) {
            int chunk = i;
            turns.take(() -> begun.add(chunk));
        }
        assertThat(begun).containsExactly(1, 2);

        turns.done();
        assertThat(begun).containsExactly(1, 2, 3);
        turns.done();
        turns.done();
        turns.done();
        turns.take(() -> begun.add(5));
        turns.take(() -> begun.add(6));
        turns.take(() -> begun.add(7));
        assertThat(begun).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void whatWaitsIsForgottenWithTheConnection() {
        for (int i = 1; i <= 3; i++) {
            int chunk = i;
            turns.take(() -> begun.add(chunk));
        }
        turns.forgetWaiting();
        turns.done();
        assertThat(begun).containsExactly(1, 2);
    }
}
