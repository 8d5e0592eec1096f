package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent.OrderGiven;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.journal.OrderRows;
import io.lorkd.coordinator.order.Order;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Has a run do what people order, where that is possible as things are. On the scheduler's event loop. */
final class RunOrders {
    private final Run run;

    RunOrders(Run run) {
        this.run = run;
    }

    /** What is possible as things are. */
    List<Order> possible() {
        return Stream.of(Order.values())
                .filter(order -> objection(order).isEmpty())
                .toList();
    }

    /** Why an order is not possible as things are, in a sentence; empty where it is. */
    private Optional<String> objection(Order order) {
        return switch (order) {
            case PAUSE -> objectionToPausing();
            case RESUME ->
                run.orders().pause().isPresent()
                        ? Optional.empty()
                        : Optional.of("The run is " + run.state().words() + " and not under orders to pause");
        };
    }

    private Optional<String> objectionToPausing() {
        if (run.state() instanceof Finishing || run.isOver()) {
            return Optional.of("The run is " + run.state().words() + " and has no round to come: it cannot be paused");
        }
        return run.orders()
                .pause()
                .map(pause -> "The run is to pause already"
                        + pause.by().map(who -> ", by order of " + who).orElse("") + ": " + pause.reason());
    }

    Future<Void> pause(String reason, String who) {
        return give(
                new OrderGiven(who, Order.PAUSE, Optional.empty(), reason),
                OrderRows::paused,
                () -> run.orders().pause(new Pause(reason, Optional.of(who))));
    }

    Future<Void> resume(String who) {
        return give(
                        new OrderGiven(who, Order.RESUME, Optional.empty(), ""),
                        OrderRows::resumed,
                        () -> run.orders().resume())
                .onSuccess(written -> run.resumed());
    }

    /** @param stands to be called when the order is on disk */
    private Future<Void> give(OrderGiven order, Row row, Runnable stands) {
        Optional<String> objection = objection(order.order());
        if (objection.isPresent()) {
            return Future.failedFuture(new IllegalStateException(objection.get()));
        }
        return run.journal()
                .ask(journal -> row.write(journal.orders(), run.id(), order))
                .onSuccess(written -> {
                    stands.run();
                    run.tell(order);
                    run.journalled(written);
                })
                .mapEmpty();
    }

    private interface Row {
        EventRow write(OrderRows rows, String run, OrderGiven order);
    }
}
