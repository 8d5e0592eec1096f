package io.lorkd.coordinator.command;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Passwords;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.event.AccountEvent.AccountAdded;
import io.lorkd.coordinator.event.AccountEvent.AccountRemoved;
import io.lorkd.coordinator.event.AccountEvent.PasswordChanged;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.journal.AccountRows;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.model.InvalidInputException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The accounts in the journal of a coordinator that does not run. */
final class StoppedUsers implements UserBook {
    private final StateFolder folder;
    private final Journal journal;
    private final AccountRows accounts;
    private final Passwords passwords = Passwords.standard();

    /** @throws io.lorkd.protocol.command.RunFailedException if a coordinator has the folder or the journal */
    StoppedUsers(Path state, Optional<PostgresSettings> postgres) {
        this.folder = StateFolder.open(state);
        try {
            this.journal = Journal.open(postgres, folder.path(), WallClock.ofMachine());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
        this.accounts = journal.accounts();
    }

    @Override
    public List<User> all() {
        return accounts.all().stream()
                .map(account -> new User(account.name(), account.role().word()))
                .toList();
    }

    @Override
    public void add(String name, Role role, String password) {
        String kept = Account.nameOf(name);
        if (named(kept).isPresent()) {
            throw new InvalidInputException(
                    "There is a user " + kept + " already; give another name or another password");
        }
        accounts.put(
                new Account(kept, role, passwords.hash(kept, password)), new AccountAdded(Access.LOCAL, kept, role));
    }

    @Override
    public void setPassword(String name, String password) {
        Account account = existing(name);
        accounts.put(
                account.withPasswordHash(passwords.hash(account.name(), password)),
                new PasswordChanged(Access.LOCAL, account.name()));
    }

    @Override
    public void remove(String name) {
        Account account = existing(name);
        accounts.remove(account.name(), new AccountRemoved(Access.LOCAL, account.name(), account.role()));
    }

    private Account existing(String name) {
        String kept = Account.nameOf(name);
        return named(kept)
                .orElseThrow(() -> new InvalidInputException(
                        "There is no user " + kept + "; 'lorkd users list' has those that there are"));
    }

    private Optional<Account> named(String name) {
        return accounts.all().stream()
                .filter(account -> account.name().equals(name))
                .findFirst();
    }

    @Override
    public void close() {
        journal.close();
        folder.close();
    }
}
