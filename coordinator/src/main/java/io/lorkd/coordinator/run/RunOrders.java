package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.journal.OpenRun.Exclusion;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.journal.OrderRows;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.RoundId;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Has a run do what people order, where that is possible as things are. On the scheduler's event loop. */
final class RunOrders {
    private final Run run;
    private final Objections objections;

    RunOrders(Run run) {
        this.run = run;
        this.objections = new Objections(run);
    }

    /** What is possible as things are. */
    List<Order> possible() {
        return Stream.of(Order.values()).filter(objections::allow).toList();
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

    Future<Void> stop(String reason, String who) {
        return give(
                        new OrderGiven(who, Order.STOP, Optional.empty(), reason),
                        OrderRows::stopped,
                        () -> run.orders().stop(new Stop(reason, who)))
                .onSuccess(written -> run.stopIfOrdered());
    }

    /**
     * What the site has in the open round is out of it at once, so that nothing that is decided from here on counts it: the
     * rows of that are written after the order's. The site is told when the order is on disk.
     */
    Future<Void> exclude(String site, String reason, String who) {
        Optional<String> objection = objections.to(Order.EXCLUDE).or(() -> objections.toExcluding(site));
        if (objection.isPresent()) {
            return notPossible(objection.get());
        }
        EnrolledSite known = run.sites().find(site).orElseThrow();
        Future<Void> written =
                write(new OrderGiven(who, Order.EXCLUDE, Optional.of(site), reason), OrderRows::excluded);
        run.orders().exclude(site, new Exclusion(reason, who));
        Optional<RoundId> taken = run.state().excluded(known, reason);
        return written.onFailure(run::fail).onSuccess(done -> run.putOut(known, taken, reason));
    }

    Future<Void> readmit(String site, String who) {
        return objections
                .toReadmitting(site)
                .map(this::notPossible)
                .orElseGet(() -> give(
                                new OrderGiven(who, Order.READMIT, Optional.of(site), ""),
                                OrderRows::readmitted,
                                () -> run.orders().readmit(site))
                        .onSuccess(written -> run.letInAgain(site)));
    }

    /** @param stands to be called when the order is on disk */
    private Future<Void> give(OrderGiven order, Row row, Runnable stands) {
        Optional<String> objection = objections.to(order.order());
        return objection.isPresent() ? notPossible(objection.get()) : write(order, row, stands);
    }

    private Future<Void> write(OrderGiven order, Row row) {
        return write(order, row, () -> {});
    }

    private Future<Void> write(OrderGiven order, Row row, Runnable stands) {
        return run.journal()
                .ask(journal -> row.write(journal.orders(), run.id(), order))
                .onSuccess(written -> {
                    stands.run();
                    run.tell(order);
                    run.journalled(written);
                })
                .mapEmpty();
    }

    private Future<Void> notPossible(String reason) {
        return Future.failedFuture(new IllegalStateException(reason));
    }

    private interface Row {
        EventRow write(OrderRows rows, String run, OrderGiven order);
    }
}
