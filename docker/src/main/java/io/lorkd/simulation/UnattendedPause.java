package io.lorkd.simulation;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.order.Order;

import java.util.function.Consumer;

/** Hears a run that nobody attends: where it pauses of itself, nobody will let it go on. Who orders a pause is there. */
final class UnattendedPause implements CoordinatorEvents {
    private final Consumer<String> stuck;
    private boolean ordered;

    /** @param stuck takes why the run has paused */
    UnattendedPause(Consumer<String> stuck) {
        this.stuck = stuck;
    }

    @Override
    public void happened(CoordinatorEvent event) {
        if (event instanceof OrderGiven given) {
            ordered = given.order() == Order.PAUSE;
        } else if (event instanceof RunEvent.RunPaused paused && !ordered) {
            stuck.accept(paused.reason());
        }
    }
}
