package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.account.Account;
import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.Accounts;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.http.answer.JsonBody;
import io.lorkd.model.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * {@code /api/v1/users}, for operators: {@code GET} lists who may sign in, {@code POST {"user", "role", "password"}} adds
 * somebody, {@code POST USER/password {"password"}} gives another password, {@code DELETE USER} removes them. Whoever is removed
 * or has another password is signed out.
 */
final class UserRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(UserRoutes.class);
    private static final int LARGEST_BODY = 4096;

    private final Accounts accounts;

    UserRoutes(Accounts accounts) {
        this.accounts = requireNonNull(accounts, "accounts");
    }

    @Override
    public void addTo(Router router, Access access) {
        router.get("/api/v1/users").handler(access.operator()).handler(request -> Json.answer(request, users()));
        router.post("/api/v1/users")
                .consumes("application/json")
                .handler(access.operator())
                .handler(JsonBody.upTo(LARGEST_BODY))
                .handler(this::add);
        router.post("/api/v1/users/:user/password")
                .consumes("application/json")
                .handler(access.operator())
                .handler(JsonBody.upTo(LARGEST_BODY))
                .handler(this::setPassword);
        router.delete("/api/v1/users/:user").handler(access.operator()).handler(this::remove);
    }

    private Map<String, List<Map<String, String>>> users() {
        return Map.of("users", accounts.all().stream().map(UserRoutes::json).toList());
    }

    private static Map<String, String> json(Account account) {
        return Map.of("user", account.name(), "role", account.role().word());
    }

    private void add(RoutingContext request) {
        Optional<String> user = JsonBody.text(request, "user").map(Account::nameOf);
        Optional<String> role = JsonBody.text(request, "role");
        Optional<String> password = JsonBody.text(request, "password");
        if (user.isEmpty() || role.isEmpty() || password.isEmpty()) {
            Json.refuse(
                    request,
                    400,
                    "The body is not {\"user\": \"...\", \"role\": \"viewer or operator\", \"password\": \"...\"}; send that");
        } else if (accounts.named(user.get()).isPresent()) {
            Json.refuse(
                    request, 409, "There is a user " + user.get() + " already; give another name or another password");
        } else {
            try {
                answer(
                        request,
                        accounts.add(Access.user(request), user.get(), Role.of(role.get()), password.get()),
                        "added");
            } catch (InvalidInputException e) {
                Json.refuse(request, 400, e.getMessage());
            }
        }
    }

    private void setPassword(RoutingContext request) {
        Optional<String> password = JsonBody.text(request, "password");
        if (password.isEmpty()) {
            Json.refuse(request, 400, "The body is not {\"password\": \"...\"}; send that");
            return;
        }
        known(request)
                .ifPresent(account -> answer(
                        request,
                        accounts.changePassword(Access.user(request), account, password.get()),
                        "given another password"));
    }

    private static void answer(RoutingContext request, Future<Account> done, String words) {
        done.onSuccess(account -> {
                    LOG.info("{} was {} by {}", account, words, Access.user(request));
                    Json.answer(request, json(account));
                })
                .onFailure(e -> SessionRoutes.refuse(request, e));
    }

    private void remove(RoutingContext request) {
        known(request)
                .ifPresent(account -> accounts.remove(Access.user(request), account)
                        .onSuccess(done -> {
                            LOG.info("{} was removed by {}", account, Access.user(request));
                            request.response().setStatusCode(204).end();
                        })
                        .onFailure(request::fail));
    }

    /** The account that the address names; empty where the request has been refused, since there is none. */
    private Optional<Account> known(RoutingContext request) {
        Optional<Account> account = accounts.named(request.pathParam("user"));
        if (account.isEmpty()) {
            Json.refuse(request, 404, "There is no such user");
        }
        return account;
    }
}
