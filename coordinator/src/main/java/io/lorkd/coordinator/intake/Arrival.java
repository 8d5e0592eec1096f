package io.lorkd.coordinator.intake;

/** How far an update is on its way here. */
@FunctionalInterface
public interface Arrival {
    /** So many bytes of it are here. */
    void pulled(long bytes);

    /** It waits while others are being pulled, and those advance: that it does not is no fault of its site's. */
    default void waiting() {}
}
