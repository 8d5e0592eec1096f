package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.Accounts;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.http.access.Sessions;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.journal.JournalWriter;
import io.lorkd.coordinator.time.Time;
import io.lorkd.coordinator.time.WallClock;
import io.lorkd.coordinator.work.BlockingWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dashboard's way in, put together from its settings: who is let in, and where they say who they are. */
public final class Door {
    private final HttpSettings settings;
    private final Access access;
    private final FirstLink firstLink;
    private final List<Routes> routes;
    private final BlockingWork hashing;

    /** @param hashing the thread that passwords are hashed on; closed with the door */
    public Door(
            Vertx vertx, HttpSettings settings, ApiToken token, Accounts accounts, BlockingWork hashing, Time time) {
        this.hashing = hashing;
        this.settings = settings;
        this.access =
                new Access(token, new Sessions(vertx, time, settings.sessions(), settings.isSecure(), accounts::has));
        this.firstLink = needsFirstOperator(settings, accounts) ? FirstLink.make() : FirstLink.none();
        List<Routes> ways = new ArrayList<>();
        ways.add(new WaysRoute(settings.oidc().isPresent()));
        ways.add(new SessionRoutes(
                access, accounts, new SignInLimit(time), firstLink, new Peers(settings.behindProxy())));
        ways.add(new UserRoutes(accounts));
        settings.oidc()
                .map(oidc -> new OidcProvider(vertx, oidc, oidc.secret(), WallClock.ofMachine()))
                .ifPresent(provider -> ways.add(new OidcRoutes(access, provider, settings, time)));
        settings.ticket().ifPresent(ticket -> ways.add(new TicketRoute(access, ticket)));
        this.routes = List.copyOf(ways);
    }

    private static boolean needsFirstOperator(HttpSettings settings, Accounts accounts) {
        return !accounts.hasOperator()
                && settings.ticket().isEmpty()
                && settings.oidc().isEmpty();
    }

    /**
     * A door for whom a journal has accounts of.
     *
     * @param writer writes in the journal
     * @param state the state folder, which a new token for local programs is written to
     */
    public static Future<Door> open(
            Vertx vertx, HttpSettings settings, Path state, JournalThread journal, JournalWriter writer, Time time) {
        BlockingWork hashing = new BlockingWork(vertx, "lorkd-passwords");
        return hashing.call(() -> ApiToken.make(state))
                .compose(token -> Accounts.open(journal, writer, hashing)
                        .map(accounts -> new Door(vertx, settings, token, accounts, hashing, time)))
                .onFailure(e -> hashing.close());
    }

    public Access access() {
        return access;
    }

    public List<Routes> routes() {
        return routes;
    }

    /**
     * The address that people call the dashboard by.
     *
     * @param port that it listens on
     */
    public URI url(int port) {
        return settings.url(port);
    }

    /**
     * The link for the first operator to give themselves a password by; empty where there is an operator, or a ticket does it.
     * Whoever has it may become the operator: it is for the eyes of who started the coordinator.
     *
     * @param port that the dashboard listens on
     */
    public Optional<URI> firstLink(int port) {
        return firstLink.under(url(port));
    }

    public Future<Void> close() {
        return hashing.close();
    }
}
