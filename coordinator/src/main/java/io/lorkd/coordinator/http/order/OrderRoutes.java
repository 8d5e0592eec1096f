package io.lorkd.coordinator.http.order;

import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.order.Orders;
import io.lorkd.coordinator.view.Overview;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.InvalidConfigurationException;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;

/**
 * What an operator may order, each by {@code POST} of JSON (415 otherwise) under {@code /api/v1}:
 *
 * <ul>
 *   <li>{@code /run} with {@code {"plan": "YAML"}} begins a run; {@code /run/check} says what that plan would be in full, and
 *       begins nothing;
 *   <li>{@code /pause} with {@code {"reason": "..."}} has the run stand still before its next offer, {@code /resume} with
 *       {@code {}} lets it go on, {@code /stop} with a reason ends it;
 *   <li>{@code /sites/SITE/exclude} with a reason puts a site out of the run, {@code /sites/SITE/readmit} with {@code {}} lets
 *       it in again.
 * </ul>
 *
 * An order is answered when it is on disk, with the {@link Overview} of then; with 409 where it is not possible as things are, and
 * with 400 where the body is not what is asked for, or the plan cannot be run.
 */
public final class OrderRoutes implements Routes {
    private static final String API = "/api/v1";
    private static final int LARGEST_ORDER = 4 * 1024;
    private static final int LARGEST_PLAN = 256 * 1024;

    private final Orders orders;
    private final Supplier<Future<Overview>> overview;

    /** @param overview where the run stands, no older than what was ordered before it is asked */
    public OrderRoutes(Orders orders, Supplier<Future<Overview>> overview) {
        this.orders = requireNonNull(orders, "orders");
        this.overview = requireNonNull(overview, "overview");
    }

    @Override
    public void addTo(Router router, Access access) {
        route(router, access, "/run", LARGEST_PLAN).handler(request -> withText(request, "plan", orders::start));
        route(router, access, "/run/check", LARGEST_PLAN).handler(this::check);
        route(router, access, "/pause", LARGEST_ORDER).handler(request -> withText(request, "reason", orders::pause));
        route(router, access, "/resume", LARGEST_ORDER)
                .handler(request -> obey(request, orders.resume(Access.user(request))));
        route(router, access, "/stop", LARGEST_ORDER).handler(request -> withText(request, "reason", orders::stop));
        route(router, access, "/sites/:site/exclude", LARGEST_ORDER)
                .handler(request -> withText(
                        request, "reason", (reason, who) -> orders.exclude(request.pathParam("site"), reason, who)));
        route(router, access, "/sites/:site/readmit", LARGEST_ORDER)
                .handler(request -> obey(request, orders.readmit(request.pathParam("site"), Access.user(request))));
    }

    private static Route route(Router router, Access access, String path, int largestBody) {
        return router.post(API + path)
                .consumes("application/json")
                .handler(access.operator())
                .handler(BodyHandler.create(false).setBodyLimit(largestBody))
                .failureHandler(request -> refuseUnreadable(request, largestBody));
    }

    /** A body that is too large, say: nothing that the log needs to hold. */
    private static void refuseUnreadable(RoutingContext request, int largestBody) {
        if (request.statusCode() >= 400 && request.statusCode() < 500) {
            Json.refuse(request, request.statusCode(), "The body must be JSON of at most " + largestBody + " bytes");
        } else {
            request.next();
        }
    }

    private void check(RoutingContext request) {
        text(request, "plan")
                .ifPresentOrElse(
                        plan -> orders.check(plan)
                                .onSuccess(full -> Json.answer(request, Map.of("ok", true, "plan", full)))
                                .onFailure(e -> refuse(request, e)),
                        () -> refuseWithout(request, "plan"));
    }

    /** @param order takes the text and who gives it */
    private void withText(RoutingContext request, String key, BiFunction<String, String, Future<Void>> order) {
        text(request, key)
                .ifPresentOrElse(
                        text -> obey(request, order.apply(text, Access.user(request))),
                        () -> refuseWithout(request, key));
    }

    private static void refuseWithout(RoutingContext request, String key) {
        Json.refuse(
                request,
                400,
                "The body is not {\"" + key + "\": \"...\"} with a " + key + " that is not empty; send that");
    }

    private static Optional<String> text(RoutingContext request, String key) {
        try {
            return Optional.ofNullable(request.body().asJsonObject())
                    .map((JsonObject body) -> body.getValue(key))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .filter(text -> !text.isBlank());
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private void obey(RoutingContext request, Future<Void> order) {
        order.compose(done -> overview.get())
                .onSuccess(now -> Json.answer(request, now))
                .onFailure(e -> refuse(request, e));
    }

    private static void refuse(RoutingContext request, Throwable e) {
        if (e instanceof IllegalStateException) {
            Json.refuse(request, 409, e.getMessage());
        } else if (e instanceof InvalidConfigurationException || e instanceof InvalidInputException) {
            Json.refuse(request, 400, e.getMessage());
        } else {
            request.fail(e);
        }
    }
}
