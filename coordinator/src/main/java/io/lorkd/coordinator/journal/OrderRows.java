package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import org.jdbi.v3.core.Handle;

import java.time.Clock;

/**
 * The journal's rows of what people ordered. Each method is one transaction, of the order and of the event that says who gave
 * it: there is no order without its author.
 */
public final class OrderRows {
    private final Transactions transactions;
    private final EventRows events;
    private final Clock clock;

    OrderRows(Transactions transactions, EventRows events, Clock clock) {
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
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

    /** The run ends, at the latest when it is taken up again. */
    public EventRow stopped(String run, OrderGiven order) {
        return transactions.inTransaction(handle -> {
            handle.createUpdate("update runs set stop_reason = :reason, stop_by = :who where id = :run")
                    .bind("reason", order.detail())
                    .bind("who", order.who())
                    .bind("run", run)
                    .execute();
            return events.insert(handle, run, order);
        });
    }

    /** The site is out of the run, and so is what it has contributed to a round whose list is not frozen. */
    public EventRow excluded(String run, OrderGiven order) {
        return transactions.inTransaction(handle -> {
            handle.createUpdate("insert into exclusions (run, site, reason, excluded_by, excluded_at)"
                            + " values (:run, :site, :reason, :who, :at)")
                    .bind("run", run)
                    .bind("site", order.site().orElseThrow())
                    .bind("reason", order.detail())
                    .bind("who", order.who())
                    .bind("at", clock.instant())
                    .execute();
            handle.createUpdate("update contributions set withdrawn = true"
                            + " where run = :run and site = :site and counted = false")
                    .bind("run", run)
                    .bind("site", order.site().orElseThrow())
                    .execute();
            return events.insert(handle, run, order);
        });
    }

    public EventRow readmitted(String run, OrderGiven order) {
        return transactions.inTransaction(handle -> {
            handle.createUpdate("delete from exclusions where run = :run and site = :site")
                    .bind("run", run)
                    .bind("site", order.site().orElseThrow())
                    .execute();
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
