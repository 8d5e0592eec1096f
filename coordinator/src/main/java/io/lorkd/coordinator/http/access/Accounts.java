package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Passwords;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.event.AccountEvent;
import io.lorkd.coordinator.event.AccountEvent.AccountAdded;
import io.lorkd.coordinator.event.AccountEvent.AccountRemoved;
import io.lorkd.coordinator.event.AccountEvent.FirstOperatorMade;
import io.lorkd.coordinator.event.AccountEvent.PasswordChanged;
import io.lorkd.coordinator.event.AccountEvent.SignInsRefused;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.JournalWriter;
import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;

import java.time.Duration;
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

    /** Where accounts are kept, each together with what says who changed it. A future succeeds when both are on disk. */
    public interface Rows {
        Future<Void> put(Account account, AccountEvent event);

        Future<Void> remove(String name, AccountEvent event);

        /** Keeps what leaves the accounts as they are. */
        Future<Void> happened(AccountEvent event);
    }

    public Accounts(Collection<Account> kept, Rows rows, Passwords passwords, BlockingWork hashing) {
        kept.forEach(account -> byName.put(account.name(), account));
        this.rows = requireNonNull(rows, "rows");
        this.passwords = requireNonNull(passwords, "passwords");
        this.hashing = requireNonNull(hashing, "hashing");
    }

    /**
     * Those in a journal.
     *
     * @param writer writes there
     */
    public static Future<Accounts> open(JournalThread journal, JournalWriter writer, BlockingWork hashing) {
        Rows rows = new Rows() {
            @Override
            public Future<Void> put(Account account, AccountEvent event) {
                return writer.write(open -> open.accounts().put(account, event));
            }

            @Override
            public Future<Void> remove(String name, AccountEvent event) {
                return writer.write(open -> open.accounts().remove(name, event));
            }

            @Override
            public Future<Void> happened(AccountEvent event) {
                return writer.write(open -> open.accounts().happened(event));
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
     * Writes down an account that there is not yet.
     *
     * @param who adds it
     * @return fails as {@link #makeFirstOperator}
     */
    public Future<Account> add(String who, String name, Role role, String password) {
        return put(name, role, password, new AccountAdded(who, name, role));
    }

    /**
     * Gives an account another password.
     *
     * @param who does so
     * @return fails as {@link #makeFirstOperator}
     */
    public Future<Account> changePassword(String who, Account account, String password) {
        return put(account.name(), account.role(), password, new PasswordChanged(who, account.name()));
    }

    /**
     * Writes down an operator, in place of the account of that name before.
     *
     * @param address that they came from
     * @return fails with {@link io.lorkd.model.InvalidInputException} where name or password cannot be used, and with {@link
     *     TooBusyException}
     */
    public Future<Account> makeFirstOperator(String name, String password, String address) {
        return put(name, Role.OPERATOR, password, new FirstOperatorMade(name, address));
    }

    private Future<Account> put(String name, Role role, String password, AccountEvent event) {
        return hashed(() -> new Account(name, role, passwords.hash(name, password)))
                .compose(account -> rows.put(account, event).map(account))
                .onSuccess(account -> byName.put(account.name(), account));
    }

    /** @param who removes it */
    public Future<Void> remove(String who, Account account) {
        return rows.remove(account.name(), new AccountRemoved(who, account.name(), account.role()))
                .onSuccess(done -> byName.remove(account.name()));
    }

    /**
     * Keeps that from here on sign-ins are not even tried.
     *
     * @param name as somebody typed it
     * @param address that they came from
     * @param delay for how long
     */
    public Future<Void> signInsRefused(String name, String address, Duration delay) {
        return rows.happened(new SignInsRefused(named(name).map(Account::name), address, delay));
    }

    private <T> Future<T> hashed(Callable<T> work) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new TooBusyException());
        }
        return hashing.call(work).onComplete(done -> waiting.decrementAndGet());
    }
}
