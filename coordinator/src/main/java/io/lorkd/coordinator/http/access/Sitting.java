package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;

import java.time.Duration;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * Somebody's stay at the dashboard, from sign-in to sign-out.
 *
 * @param account what it hangs on: it ends when the account is changed or removed; empty where there is none
 * @param csrf what a request that changes something has to bring along, which a page of another site cannot know
 * @param since when it began, on the coordinator's monotonic clock
 */
record Sitting(String user, Role role, Optional<Account> account, String csrf, Duration since) {
    Sitting {
        requireNonNull(user, "user");
        requireNonNull(role, "role");
        requireNonNull(account, "account");
        requireNonNull(csrf, "csrf");
        requireNonNull(since, "since");
    }
}
