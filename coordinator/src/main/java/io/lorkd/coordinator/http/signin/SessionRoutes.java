package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.Accounts;
import io.lorkd.coordinator.http.access.TooBusyException;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.http.answer.JsonBody;
import io.lorkd.model.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.BiConsumer;

import static java.util.Objects.requireNonNull;

/**
 * {@code /api/v1/session}: {@code POST {"user", "password"}} signs in, {@code GET} says who has, {@code DELETE} signs out; {@code
 * POST first {"token", "user", "password"}} makes the first operator with the token of the link that was printed at the start.
 */
final class SessionRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(SessionRoutes.class);
    private static final int LARGEST_BODY = 4096;

    private final Access access;
    private final Accounts accounts;
    private final SignInLimit limit;
    private final FirstLink firstLink;
    private final Peers peers;

    SessionRoutes(Access access, Accounts accounts, SignInLimit limit, FirstLink firstLink, Peers peers) {
        this.access = requireNonNull(access, "access");
        this.accounts = requireNonNull(accounts, "accounts");
        this.limit = requireNonNull(limit, "limit");
        this.firstLink = requireNonNull(firstLink, "firstLink");
        this.peers = requireNonNull(peers, "peers");
    }

    @Override
    public void addOpenTo(Router router) {
        // A form of another site's page cannot send JSON here, so nobody is signed in as somebody else.
        body(router.post("/api/v1/session")).handler(this::signIn);
        body(router.post("/api/v1/session/first")).handler(this::makeFirstOperator);
    }

    private static Route body(Route route) {
        return route.consumes("application/json").handler(JsonBody.upTo(LARGEST_BODY));
    }

    @Override
    public void addTo(Router router, Access same) {
        router.get("/api/v1/session").handler(Access::answerWho);
        router.delete("/api/v1/session").handler(request -> {
            access.end(request);
            request.response().setStatusCode(204).end();
        });
    }

    private void signIn(RoutingContext request) {
        Optional<String> user = JsonBody.text(request, "user").map(Account::nameOf);
        Optional<String> password = JsonBody.text(request, "password");
        if (user.isEmpty() || password.isEmpty()) {
            Json.refuse(request, 400, "The body is not {\"user\": \"...\", \"password\": \"...\"}; send that");
            return;
        }
        attempt(
                request,
                user.get(),
                (name, address) -> accounts.signIn(name, password.get())
                        .onSuccess(account -> account.ifPresentOrElse(
                                known -> letIn(request, known, address), () -> turnAway(request, name, address)))
                        .onFailure(e -> refuse(request, e)));
    }

    /** Runs it unless there were too many attempts; with the user's name and the address that they come from. */
    private void attempt(RoutingContext request, String user, BiConsumer<String, String> signIn) {
        String address = peers.network(request.request());
        Optional<SignInLimit.Refusal> refusal = limit.begin(user, address);
        if (refusal.isEmpty()) {
            signIn.accept(user, address);
            return;
        }
        if (refusal.get().isFirst()) {
            LOG.warn("Sign-ins from {} are refused: too many have failed", address);
            accounts.signInsRefused(user, address, refusal.get().delay())
                    .onFailure(
                            e -> LOG.error("It is not in the audit log that sign-ins from {} are refused", address, e));
        }
        long seconds = refusal.get().delay().toSeconds() + 1;
        request.response().putHeader("Retry-After", Long.toString(seconds));
        Json.refuse(
                request,
                429,
                "Too many sign-ins have failed; try again in "
                        + (seconds < 120 ? seconds + " s" : seconds / 60 + " min"));
    }

    private void letIn(RoutingContext request, Account account, String address) {
        limit.succeeded(account.name(), address);
        LOG.info("{} signed in from {}", account, address);
        access.begin(request, account);
        Access.answerWho(request);
    }

    private void turnAway(RoutingContext request, String user, String address) {
        // The name of nobody may be a password that was typed in the wrong place.
        LOG.warn(
                "A sign-in from {} failed: {}",
                address,
                accounts.named(user).map(Account::name).orElse("no such user"));
        Json.refuse(request, 401, "User and password do not match");
    }

    private void makeFirstOperator(RoutingContext request) {
        Optional<String> token = JsonBody.text(request, "token");
        Optional<String> user = JsonBody.text(request, "user").map(Account::nameOf);
        Optional<String> password = JsonBody.text(request, "password");
        if (token.isEmpty() || user.isEmpty() || password.isEmpty()) {
            Json.refuse(
                    request,
                    400,
                    "The body is not {\"token\": \"...\", \"user\": \"...\", \"password\": \"...\"}; send that");
            return;
        }
        attempt(request, "first", (all, address) -> {
            if (!firstLink.is(token.get()) || accounts.hasOperator()) {
                Json.refuse(
                        request,
                        403,
                        "This link is not good any more; sign in, or ask an operator for an account, or see './lorkd users'");
                return;
            }
            limit.succeeded(all, address);
            make(user.get(), password.get(), address)
                    .onSuccess(account -> {
                        LOG.info("{} was made by the first-start link, from {}", account, address);
                        access.begin(request, account);
                        Access.answerWho(request);
                    })
                    .onFailure(e -> refuse(request, e));
        });
    }

    private Future<Account> make(String user, String password, String address) {
        return accounts.makeFirstOperator(user, password, address).onSuccess(account -> firstLink.use());
    }

    static void refuse(RoutingContext request, Throwable cause) {
        if (cause instanceof InvalidInputException) {
            Json.refuse(request, 400, cause.getMessage());
        } else if (cause instanceof TooBusyException) {
            request.response().putHeader("Retry-After", "5");
            Json.refuse(request, 503, cause.getMessage());
        } else {
            request.fail(cause);
        }
    }
}
