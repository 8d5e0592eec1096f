package io.lorkd.coordinator.event;

import io.lorkd.coordinator.account.Role;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

import static java.util.stream.Collectors.toUnmodifiableSet;

/**
 * Something happened to who may sign in. It is the coordinator's, not a run's. No password, hash or token is in any.
 *
 * <p>{@code who} is the name of the one who did it, {@code local} where that is somebody who may read the state folder.
 */
public sealed interface AccountEvent {
    /** What happened, in a sentence for people to read. */
    String sentence();

    /** People are to find them among what happens a few times only. */
    default Severity severity() {
        return Severity.NOTICE;
    }

    /** The simple names of their records. */
    static Set<String> kinds() {
        return Arrays.stream(AccountEvent.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(toUnmodifiableSet());
    }

    record AccountAdded(String who, String user, Role role) implements AccountEvent {
        @Override
        public String sentence() {
            return who + " let " + user + " sign in as " + word(role) + ".";
        }
    }

    /** @param address that the one who had the first-start link came from */
    record FirstOperatorMade(String user, String address) implements AccountEvent {
        @Override
        public String sentence() {
            return user + " became the first operator by the first-start link, from " + address + ".";
        }
    }

    record PasswordChanged(String who, String user) implements AccountEvent {
        @Override
        public String sentence() {
            return who.equals(user) ? user + " took another password." : who + " gave " + user + " another password.";
        }
    }

    record AccountRemoved(String who, String user, Role role) implements AccountEvent {
        @Override
        public String sentence() {
            return who + " removed the account of " + user + ", " + word(role) + ".";
        }
    }

    /**
     * So many sign-ins have failed that further ones are not tried. There is one of these for each time that this begins, not
     * for each sign-in that is refused.
     *
     * @param user who it was tried as; empty where there is no such user, since that may be a password in the wrong place
     * @param delay for how long they are not tried
     */
    record SignInsRefused(Optional<String> user, String address, Duration delay) implements AccountEvent {
        @Override
        public String sentence() {
            return "Too many sign-ins have failed: one from " + address
                    + user.map(name -> " as " + name).orElse("") + " was refused, and so are others like it for "
                    + Math.max(1, delay.toMinutes()) + " min.";
        }
    }

    private static String word(Role role) {
        return (role == Role.OPERATOR ? "an " : "a ") + role.word();
    }
}
