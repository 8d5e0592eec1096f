package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Passwords;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import static java.util.Objects.requireNonNull;

/**
 * Who may sign in with a password: in memory, as the journal has it, since nobody else writes there while this coordinator
 * runs. Passwords are hashed one after the other on a thread of their own.
 */
public final class Accounts {
    /** More than that wait for a hash at once only where somebody means harm. */
    private static final int MOST_WAITING = 16;

    private final Map<String, Account> byName = new ConcurrentSkipListMap<>();
    private final Rows rows;
    private final Passwords passwords;
    private final BlockingWork hashing;
    private final AtomicInteger waiting = new AtomicInteger();

    /** Where accounts are kept. A future succeeds when it is on disk. */
    public interface Rows {
        Future<Void> put(Account account);

        Future<Void> remove(String name);
    }

    public Accounts(Collection<Account> kept, Rows rows, Passwords passwords, BlockingWork hashing) {
        kept.forEach(account -> byName.put(account.name(), account));
        this.rows = requireNonNull(rows, "rows");
        this.passwords = requireNonNull(passwords, "passwords");
        this.hashing = requireNonNull(hashing, "hashing");
    }

    /** Those in a journal. */
    public static Future<Accounts> open(JournalThread journal, BlockingWork hashing) {
        Rows rows = new Rows() {
            @Override
            public Future<Void> put(Account account) {
                return journal.write(open -> open.accounts().put(account));
            }

            @Override
            public Future<Void> remove(String name) {
                return journal.write(open -> open.accounts().remove(name));
            }
        };
        return hashing.call(Passwords::standard)
                .compose(passwords -> journal.ask(open -> open.accounts().all())
                        .map(kept -> new Accounts(kept, rows, passwords, hashing)));
    }

    public List<Account> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Account> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public boolean hasOperator() {
        return byName.values().stream().anyMatch(account -> account.role() == Role.OPERATOR);
    }

    /** Whether it is one of these, with the same role and password. */
    public boolean has(Account account) {
        return account.equals(byName.get(account.name()));
    }

    /**
     * The account that a name and password are of; empty where there is none, which takes as long to find out.
     *
     * @return fails with {@link TooBusyException} where too many wait for an answer
     */
    public Future<Optional<Account>> signIn(String name, String password) {
        Optional<Account> account = named(name);
        return hashed(() -> {
            if (account.isEmpty()) {
                passwords.matchNobody(password);
                return Optional.empty();
            }
            return account.filter(known -> passwords.matches(known, password));
        });
    }

    /**
     * Writes an account down, in place of the one of that name before.
     *
     * @return fails with {@link io.lorkd.model.InvalidInputException} where name or password cannot be used, and with {@link
     *     TooBusyException}
     */
    public Future<Account> put(String name, Role role, String password) {
        return hashed(() -> new Account(name, role, passwords.hash(name, password)))
                .compose(account -> rows.put(account).map(account))
                .onSuccess(account -> byName.put(account.name(), account));
    }

    public Future<Void> remove(String name) {
        return rows.remove(name).onSuccess(done -> byName.remove(name));
    }

    private <T> Future<T> hashed(Callable<T> work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new TooBusyException());
        }
        return hashing.call(work).onComplete(done -> waiting.decrementAndGet());
    }
}
