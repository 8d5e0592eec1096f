package io.lorkd.coordinator.run;

import io.vertx.core.Context;

/** A run, and those who deal with it. */
record Conduct(Run run, RunOrders orders, Reception reception) {

    /** @param home the scheduler's event loop */
    static Conduct of(Run run, Context home) {
        return new Conduct(run, new RunOrders(run), new Reception(run, home));
    }
}
