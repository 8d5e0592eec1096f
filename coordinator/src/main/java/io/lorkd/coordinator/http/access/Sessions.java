package io.lorkd.coordinator.http.access;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.time.Time;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.Session;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import static java.util.Objects.requireNonNull;

/**
 * Who sits at which browser. A session is in this process's memory, under an id of Vert.x's that is the cookie's value; it
 * begins with a sign-in, under a new id, and is over after a time without a request, after another in any case, and when the
 * account it hangs on is not what it was.
 */
public final class Sessions {
    /** Of a cookie that scripts cannot read, and that comes with no request of another site. */
    public static final String COOKIE = "lorkd-session";

    private static final int ID_BYTES = 32;
    private static final String SITTING = "sitting";
    private static final String SEEN = "seen";

    private final Time time;
    private final SessionTimes times;
    private final Predicate<Account> unchanged;
    private final SessionHandler handler;

    /**
     * @param secure whether the cookie goes over TLS only
     * @param unchanged whether an account is still what it was
     */
    public Sessions(Vertx vertx, Time time, SessionTimes times, boolean secure, Predicate<Account> unchanged) {
        this.time = requireNonNull(time, "time");
        this.times = requireNonNull(times, "times");
        this.unchanged = requireNonNull(unchanged, "unchanged");
        // A map of its own, since there may be more dashboards in one process. Nothing is kept of who has not signed
        // in.
        this.handler = SessionHandler.create(LocalSessionStore.create(vertx, "lorkd-sessions-" + UUID.randomUUID()))
                .setLazySession(true)
                .setMinLength(ID_BYTES)
                .setSessionCookieName(COOKIE)
                .setCookieHttpOnlyFlag(true)
                .setCookieSameSite(CookieSameSite.STRICT)
                .setCookieSecureFlag(secure)
                .setNagHttps(false)
                .setSessionTimeout(times.idle().toMillis());
    }

    /** Finds a request's session, and keeps it; before all that asks for one. */
    Handler<RoutingContext> handler() {
        return handler;
    }

    /** Somebody signs in at this browser, under a new id. */
    Sitting begin(RoutingContext request, String user, Role role, Optional<Account> account) {
        Sitting sitting = new Sitting(user, role, account, Secret.make(), time.now());
        request.session().put(SITTING, sitting).put(SEEN, time.now()).regenerateId();
        return sitting;
    }

    /** Whoever sits there signs out. */
    void end(RoutingContext request) {
        request.session().destroy();
    }

    /** Who sits there, which counts as a request of theirs. */
    Optional<Sitting> of(RoutingContext request) {
        if (request.request().getCookie(COOKIE) == null) {
            return Optional.empty(); // nor is a session begun for them
        }
        Session session = request.session();
        Optional<Sitting> sitting = current(session);
        if (sitting.isPresent()) {
            session.put(SEEN, time.now());
        } else {
            session.destroy();
        }
        return sitting;
    }

    /** Whether somebody who came with this request, maybe long ago, still sits there. */
    boolean goesOn(RoutingContext request, Sitting sitting) {
        return current(request.session()).filter(sitting::equals).isPresent();
    }

    private Optional<Sitting> current(Session session) {
        if (session == null || session.isDestroyed()) {
            return Optional.empty();
        }
        Duration now = time.now();
        return Optional.<Sitting>ofNullable(session.get(SITTING))
                .filter(sitting -> now.minus(sitting.since()).compareTo(times.longest()) < 0)
                .filter(sitting -> now.minus(session.<Duration>get(SEEN)).compareTo(times.idle()) < 0)
                .filter(sitting -> sitting.account().map(unchanged::test).orElse(true));
    }
}
