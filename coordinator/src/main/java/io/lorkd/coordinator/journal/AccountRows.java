package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.event.AccountEvent;
import io.lorkd.coordinator.event.EventRow;

import java.time.Clock;
import java.util.List;

/**
 * The journal's rows of who may sign in. Each method is one transaction, of the account and of the event that says who changed
 * it.
 */
public final class AccountRows {
    private final Transactions transactions;
    private final EventRows events;
    private final Clock clock;

    AccountRows(Transactions transactions, EventRows events, Clock clock) {
        this.transactions = transactions;
        this.events = events;
        this.clock = clock;
    }

    /** By name. */
    public List<Account> all() {
        return transactions.inTransaction(handle -> handle.createQuery(
                        "select name, role, password_hash from accounts order by name")
                .map((row, context) -> new Account(
                        row.getString("name"), Role.valueOf(row.getString("role")), row.getString("password_hash")))
                .list());
    }

    /** Writes an account down, in place of the one of that name before. */
    public EventRow put(Account account, AccountEvent event) {
        return transactions.inTransaction(handle -> {
            handle.createUpdate("delete from accounts where name = :name")
                    .bind("name", account.name())
                    .execute();
            handle.createUpdate("insert into accounts (name, role, password_hash, changed_at)"
                            + " values (:name, :role, :hash, :at)")
                    .bind("name", account.name())
                    .bind("role", account.role().name())
                    .bind("hash", account.passwordHash())
                    .bind("at", clock.instant())
                    .execute();
            return events.insert(handle, event);
        });
    }

    public EventRow remove(String name, AccountEvent event) {
        return transactions.inTransaction(handle -> {
            handle.createUpdate("delete from accounts where name = :name")
                    .bind("name", name)
                    .execute();
            return events.insert(handle, event);
        });
    }

    /** Writes down what leaves the accounts as they are. */
    public EventRow happened(AccountEvent event) {
        return transactions.inTransaction(handle -> events.insert(handle, event));
    }
}
