package io.lorkd.site.console;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.site.console.answer.Answers;
import io.lorkd.site.policy.Approvals;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;

/** The plan that waits to be accepted, and a person's leave for it. */
record ApprovalRoutes(Vertx vertx, Approvals approvals) {
    private static final String PATH = "/api/v1/approval";

    void addTo(Router router) {
        router.get(PATH)
                .handler(request -> vertx.executeBlocking(this::waiting)
                        .onSuccess(found -> Answers.json(request, found))
                        .onFailure(failure -> Answers.refuse(request, 500, failure.getMessage())));
        router.post(PATH).handler(this::accept);
    }

    private JsonObject waiting() throws IOException {
        return new JsonObject()
                .put(
                        "waiting",
                        approvals
                                .waiting()
                                .map(plan -> new JsonObject()
                                        .put("run", plan.run())
                                        .put("digest", plan.digest())
                                        .put("name", plan.name())
                                        .put("since", plan.since())
                                        .put("plan", plan.plan()))
                                .orElse(null));
    }

    private void accept(RoutingContext request) {
        String digest;
        String by;
        try {
            JsonObject body = request.body().asJsonObject();
            digest = body == null ? null : body.getString("digest");
            by = body == null ? null : body.getString("by");
        } catch (DecodeException | ClassCastException e) {
            digest = null;
            by = null;
        }
        if (digest == null || by == null) {
            Answers.refuse(request, 400, "Expected {\"digest\": of the plan, \"by\": your name}");
            return;
        }
        String looked = digest;
        String person = by;
        vertx.<Void>executeBlocking(() -> {
                    approvals.accept(looked, person);
                    return null;
                })
                .onSuccess(accepted -> Answers.json(request, new JsonObject()))
                .onFailure(failure -> Answers.refuse(
                        request, failure instanceof InvalidConfigurationException ? 409 : 500, failure.getMessage()));
    }
}
