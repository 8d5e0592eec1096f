package io.lorkd.coordinator.http;

import io.lorkd.coordinator.http.access.Access;
import io.vertx.ext.web.Router;

/** A room of the dashboard: some addresses, and what answers there. */
public interface Routes {

    /**
     * Adds routes for people who have signed in. The dashboard has asked everybody for that before a request comes here; what
     * only an operator may do says so by {@link Access#operator()} on its route.
     */
    void addTo(Router router, Access access);

    /** Adds routes for people who have not signed in, too: none, but for what a sign-in page needs. */
    default void addOpenTo(Router router) {}
}
