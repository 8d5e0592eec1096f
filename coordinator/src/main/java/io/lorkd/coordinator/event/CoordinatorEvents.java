package io.lorkd.coordinator.event;

/** Hears what happens in a run. Called on the scheduler's event loop, in order: it must not block. */
@FunctionalInterface
public interface CoordinatorEvents {

    void happened(CoordinatorEvent event);

    /** A listener that does nothing. */
    static CoordinatorEvents none() {
        return event -> {};
    }
}
