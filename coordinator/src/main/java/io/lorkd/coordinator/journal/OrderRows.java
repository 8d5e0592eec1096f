package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.CoordinatorEvent.OrderGiven;
import io.lorkd.coordinator.event.EventRow;
import org.jdbi.v3.core.Handle;

/**
 * The journal's rows of what people ordered. Each method is one transaction, of the order and of the event that says who gave
 * it: there is no order without its author.
 */
public final class OrderRows {
    private final Transactions transactions;
    private final EventRows events;

    OrderRows(Transactions transactions, EventRows events) {
        this.transactions = transactions;
        this.events = events;
    }

    /** The run stays open, and does not go on before {@link #resumed}; not after a restart either. */
    public EventRow paused(String run, OrderGiven order) {
        return transactions.inTransaction(handle -> {
            pause(handle, run, order.detail(), order.who());
            return events.insert(handle, run, order);
        });
    }

    public EventRow resumed(String run, OrderGiven order) {
        return transactions.inTransaction(handle -> {
            pause(handle, run, null, null);
            return events.insert(handle, run, order);
        });
    }

    /** @param who gave the order; null where the run stands still of itself, or is not to */
    static void pause(Handle handle, String run, String reason, String who) {
        handle.createUpdate("update runs set pause_reason = :reason, pause_by = :who where id = :run")
                .bind("reason", reason)
                .bind("who", who)
                .bind("run", run)
                .execute();
    }
}
