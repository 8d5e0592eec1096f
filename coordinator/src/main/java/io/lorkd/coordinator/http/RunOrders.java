package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.run.RoundScheduler;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import java.util.Optional;

import static java.util.Objects.requireNonNull;

/**
 * What a person may order: {@code POST /api/v1/pause}, with a body of {@code {"reason": "..."}}, has the run stand still before
 * its next offer, and {@code POST /api/v1/resume}, with {@code {}}, lets it go on. Both are answered with the run's status, or
 * with 409 where it has no round to come.
 *
 * <p>Orders are taken from operators only, and only as JSON (415).
 */
public final class RunOrders implements Routes {
    private static final int LARGEST_BODY = 4096;

    private final RoundScheduler scheduler;

    public RunOrders(RoundScheduler scheduler) {
        this.scheduler = requireNonNull(scheduler, "scheduler");
    }

    @Override
    public void addTo(Router router, Access access) {
        route(router, access, "/api/v1/pause").handler(this::pause);
        route(router, access, "/api/v1/resume")
                .handler(request -> obey(request, scheduler.resume(Access.user(request))));
    }

    private static Route route(Router router, Access access, String path) {
        return router.post(path)
                .consumes("application/json")
                .handler(access.operator())
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .failureHandler(RunOrders::refuseUnreadable);
    }

    /** A body that is too large, say: nothing that the log needs to hold. */
    private static void refuseUnreadable(RoutingContext request) {
        if (request.statusCode() >= 400 && request.statusCode() < 500) {
            Json.refuse(request, request.statusCode(), "The body must be JSON of at most " + LARGEST_BODY + " bytes");
        } else {
            request.next();
        }
    }

    private void pause(RoutingContext request) {
        reason(request)
                .ifPresentOrElse(
                        reason -> obey(request, scheduler.pause(reason, Access.user(request))),
                        () -> Json.refuse(
                                request,
                                400,
                                "The body is not {\"reason\": \"...\"} with a reason for people to read; send that"));
    }

    private static Optional<String> reason(RoutingContext request) {
        try {
            return Optional.ofNullable(request.body().asJsonObject())
                    .map((JsonObject body) -> body.getValue("reason"))
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .filter(reason -> !reason.isBlank());
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private void obey(RoutingContext request, Future<Void> order) {
        order.compose(done -> scheduler.status())
                .onSuccess(status -> Json.answer(request, status))
                .onFailure(e -> {
                    if (e instanceof IllegalStateException) {
                        Json.refuse(request, 409, e.getMessage());
                    } else {
                        request.fail(e);
                    }
                });
    }
}
