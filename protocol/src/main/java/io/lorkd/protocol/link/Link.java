package io.lorkd.protocol.link;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What carries the event bus. */
public final class Link {
    private Link() {}

    /** An event bus within this process. */
    public static Future<Vertx> local() {
        return Future.succeededFuture(Vertx.vertx());
    }

    public static Future<Vertx> cluster(ClusterOptions options) {
        return Future.failedFuture(new UnsupportedOperationException());
    }
}
