package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;

import java.time.Clock;
import java.util.List;

/** The journal's rows of who may sign in. Each method is one transaction. */
public final class AccountRows {
    private final Transactions transactions;
    private final Clock clock;

    AccountRows(Transactions transactions, Clock clock) {
        this.transactions = transactions;
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
    public void put(Account account) {
        transactions.useTransaction(handle -> {
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
        });
    }

    public void remove(String name) {
        transactions.useTransaction(handle -> handle.createUpdate("delete from accounts where name = :name")
                .bind("name", name)
                .execute());
    }
}
