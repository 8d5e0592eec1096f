package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.Pause;

import java.util.Optional;

/**
 * What a run is under orders to do until they are taken back. Each is on disk before it is here, so that a coordinator that
 * starts again finds the same ones. They are given in {@link RunOrders}.
 */
final class StandingOrders {
    private Optional<Pause> pause = Optional.empty();

    /** Takes over what the journal holds. */
    void recall(OpenRun past) {
        pause = past.paused();
    }

    /** Why the run is to stand still before it offers another round; empty where it is not. */
    Optional<Pause> pause() {
        return pause;
    }

    void pause(Pause given) {
        pause = Optional.of(given);
    }

    void resume() {
        pause = Optional.empty();
    }
}
