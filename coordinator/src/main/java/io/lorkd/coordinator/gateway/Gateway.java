package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Lets sites in. It holds no state that outlives its connections: several may serve one coordinator, each a member of its
 * cluster, and a site that loses one connects to another.
 */
public final class Gateway {
    private final Vertx vertx;
    private final String deployment;
    private final Entrance entrance;

    private Gateway(Vertx vertx, String deployment, Entrance entrance) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.entrance = entrance;
    }

    /**
     * Opens the port and puts the sites that come in through to the event bus.
     *
     * @return fails with {@link io.lorkd.protocol.InvalidConfigurationException} if the certificate files cannot be used,
     *     and with {@link RunFailedException} if the port is not to be had
     */
    public static Future<Gateway> start(Vertx vertx, GatewaySettings settings) {
        Entrance entrance = new Entrance(settings);
        return vertx.deployVerticle(entrance)
                .map(deployment -> new Gateway(vertx, deployment, entrance))
                .recover(e -> Future.failedFuture(explained(settings, e)));
    }

    private static Throwable explained(GatewaySettings settings, Throwable cause) {
        if (cause instanceof RuntimeException known && !(cause instanceof io.vertx.core.VertxException)) {
            return known;
        }
        return new RunFailedException(
                "the gateway's port " + settings.host() + ":" + settings.port() + " cannot be opened: "
                        + cause.getMessage() + "; end what uses it, or choose another host or port",
                cause);
    }

    /** The port that sites connect to. */
    public int port() {
        return entrance.port();
    }

    /** How many sites are connected. */
    public int connections() {
        return entrance.connections();
    }

    /** Closes the port and every connection. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
