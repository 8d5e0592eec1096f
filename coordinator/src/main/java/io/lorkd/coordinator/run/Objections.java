package io.lorkd.coordinator.run;

import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.registry.EnrolledSite;

import java.util.List;
import java.util.Optional;

import static java.util.stream.Collectors.joining;

/** Why orders are not possible as things are, in sentences; empty where they are. */
final class Objections {
    private final Run run;

    Objections(Run run) {
        this.run = run;
    }

    boolean allow(Order order) {
        return to(order).isEmpty()
                && (order != Order.EXCLUDE
                        || run.sites().all().stream()
                                .anyMatch(site -> toExcluding(site.id()).isEmpty()))
                && (order != Order.READMIT || run.orders().excludesAny());
    }

    /** Whatever site the order is about. */
    Optional<String> to(Order order) {
        if (run.isOver()) {
            return Optional.of("The run is " + run.state().words() + ": it takes no orders any more");
        }
        Optional<String> stopping = run.orders()
                .stop()
                .map(stop -> "The run is to end already, by order of " + stop.by() + ": " + stop.reason());
        if (stopping.isPresent()) {
            return stopping;
        }
        return switch (order) {
            case START -> Optional.of("A run goes on already");
            case STOP -> Optional.empty();
            case PAUSE -> toPausing();
            case RESUME ->
                run.orders().pause().isPresent()
                        ? Optional.empty()
                        : Optional.of("The run is " + run.state().words() + " and not under orders to pause");
            case EXCLUDE ->
                run.state() instanceof Finishing
                        ? Optional.of("The run has its last backbone: there is no round to exclude a site from")
                        : whileRecovering();
            case READMIT -> whileRecovering();
        };
    }

    private Optional<String> whileRecovering() {
        return run.state() instanceof Recovering
                ? Optional.of("The run is " + run.state().words() + "; give the order when it goes on")
                : Optional.empty();
    }

    private Optional<String> toPausing() {
        if (run.state() instanceof Finishing) {
            return Optional.of("The run is " + run.state().words() + " and has no round to come: it cannot be paused");
        }
        return run.orders()
                .pause()
                .map(pause -> "The run is to pause already"
                        + pause.by().map(who -> ", by order of " + who).orElse("") + ": " + pause.reason());
    }

    Optional<String> toExcluding(String site) {
        if (run.sites().find(site).isEmpty()) {
            return Optional.of("No site '" + site + "' is enrolled in this run; enrolled are " + enrolled());
        }
        Optional<String> already = run.orders()
                .exclusion(site)
                .map(given ->
                        "Site " + site + " is excluded already, by order of " + given.by() + ": " + given.reason());
        if (already.isPresent()) {
            return already;
        }
        List<EnrolledSite> taking = run.participants();
        return taking.size() == 1 && !(run.state() instanceof WaitingForSites)
                ? Optional.of("Site " + site + " is the last that takes part; pause or stop the run instead")
                : Optional.empty();
    }

    Optional<String> toReadmitting(String site) {
        return run.orders().excludes(site)
                ? Optional.empty()
                : Optional.of("Site '" + site + "' is not excluded from this run");
    }

    private String enrolled() {
        String ids = run.sites().all().stream().map(EnrolledSite::id).collect(joining(", "));
        return ids.isEmpty() ? "none yet" : ids;
    }
}
