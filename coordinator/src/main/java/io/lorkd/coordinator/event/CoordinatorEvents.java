package io.lorkd.coordinator.event;

/** Hears what happens in a run. Called on the scheduler's event loop, in order: it must not block. */
@FunctionalInterface
public interface CoordinatorEvents {

    void happened(CoordinatorEvent event);

    /** An event that was heard of before is in the journal now; in order, too. */
    default void journalled(EventRow row) {}

    /** Hears the same after this one, whatever this one makes of it. */
    default CoordinatorEvents andThen(CoordinatorEvents next) {
        return new InTurn(this, next);
    }

    /** A listener that does nothing. */
    static CoordinatorEvents none() {
        return event -> {};
    }
}
