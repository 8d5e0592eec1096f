package io.lorkd.coordinator.event;

import io.lorkd.coordinator.order.Order;

import java.util.Optional;

/**
 * A person gave an order, and it is on disk.
 *
 * @param who the name of the one who gave it
 * @param site whom it concerns; empty where that is the whole run
 * @param detail why it was given; empty where the order needs no reason
 */
public record OrderGiven(String who, Order order, Optional<String> site, String detail) implements CoordinatorEvent {
    @Override
    public String sentence() {
        return who + " gave the order to " + order.word()
                + site.map(id -> " " + id).orElse("") + (detail.isEmpty() ? "." : ": " + detail);
    }
}
