package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.access.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import static java.util.Objects.requireNonNull;

/** {@code /?ticket=SECRET} signs in an operator from this machine: who started a simulation sees its dashboard at once. */
final class TicketRoute implements Routes {
    private static final String USER = "simulation";

    private final Access access;
    private final String ticket;

    TicketRoute(Access access, String ticket) {
        this.access = requireNonNull(access, "access");
        this.ticket = requireNonNull(ticket, "ticket");
    }

    @Override
    public void addOpenTo(Router router) {
        router.get("/").handler(this::signIn);
    }

    private void signIn(RoutingContext request) {
        String given = request.request().getParam("ticket");
        if (given == null) {
            request.next();
            return;
        }
        if (Secret.same(ticket, given) && Peers.isThisMachine(request.request())) {
            access.begin(request, USER, Role.OPERATOR);
        }
        // In any case to an address without it, which browsers may keep and people may pass on.
        request.response()
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, "/")
                .end();
    }

    @Override
    public void addTo(Router router, Access same) {}
}
