package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import java.time.Clock;
import java.util.Optional;

/**
 * A site's end of the gateway link: it dials out, keeps one connection, and puts the coordinator's addresses on the site's
 * event bus through to it. While there is no connection nobody listens at those addresses.
 */
public final class GatewayClient {
    private final Vertx vertx;
    private final Dialling dialling;
    private final String deployment;

    private GatewayClient(Vertx vertx, Dialling dialling, String deployment) {
        this.vertx = vertx;
        this.dialling = dialling;
        this.deployment = deployment;
    }

    /**
     * Reads the certificate files and begins to connect, for as long as it takes.
     *
     * @param vertx a local one, of this site alone
     * @return fails with {@link InvalidConfigurationException} if the files cannot be used or are another site's
     */
    public static Future<GatewayClient> start(Vertx vertx, GatewayClientSettings settings) {
        Dialling dialling = new Dialling(settings);
        return vertx.executeBlocking(
                        () -> {
                            LinkTls own = readOwn(settings);
                            settings.files().warnIfEnding(Clock.systemUTC());
                            return own;
                        },
                        false)
                .compose(read -> vertx.deployVerticle(dialling))
                .map(deployment -> new GatewayClient(vertx, dialling, deployment));
    }

    private static LinkTls readOwn(GatewayClientSettings settings) {
        LinkTls tls = LinkTls.read(settings.files(), Optional.empty());
        String certified = tls.site();
        if (!certified.equals(settings.identity().site())) {
            throw new InvalidConfigurationException(
                    settings.files().certificate() + ": found the certificate of site " + certified
                            + "; expected one of site " + settings.identity().site() + ", as this site is called");
        }
        return tls;
    }

    /** Closes the connection and makes no other. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }

    /** Connects, waits until the connection is over, and connects again. */
    private static final class Dialling extends VerticleBase {
        private final GatewayClientSettings settings;
        private final Reconnecting outage;
        private int next;
        private boolean stopped;

        /** Kept here since a client that nothing refers to is closed by the garbage collector. */
        private WebSocketClient client;

        private volatile Exchange exchange;

        Dialling(GatewayClientSettings settings) {
            this.settings = settings;
            this.outage = new Reconnecting(settings.urls().size(), settings.longestPause(), System::nanoTime);
        }

        @Override
        public Future<?> start() {
            dial();
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            stopped = true;
            if (exchange != null) {
                exchange.close(Exchange.GOING_AWAY, "the site is ending");
            }
            return client == null ? Future.succeededFuture() : client.close();
        }

        private void dial() {
            if (stopped) {
                return;
            }
            GatewayUrl url = settings.urls().get(next++ % settings.urls().size());
            // Read for each connection, and used in a client of its own: a session that is resumed would show the old
            // ones.
            vertx.executeBlocking(this::options, false)
                    .compose(options -> connect(url, options))
                    .onComplete(result -> {
                        if (result.succeeded()) {
                            begin(url, result.result());
                        } else {
                            outage.failed(url + ": " + reason(result.cause()));
                            hangUpAndDial();
                        }
                    });
        }

        private WebSocketClientOptions options() {
            WebSocketClientOptions options = Upgrade.client(settings.line());
            readOwn(settings).applyTo(options);
            return options;
        }

        private Future<WebSocket> connect(GatewayUrl url, WebSocketClientOptions options) {
            client = vertx.createWebSocketClient(options);
            return client.connect(new WebSocketConnectOptions()
                    .setHost(url.host())
                    .setPort(url.port())
                    .setURI(Upgrade.PATH)
                    .addHeader(Upgrade.INSTANCE, settings.identity().instance()));
        }

        private void begin(GatewayUrl url, WebSocket socket) {
            if (stopped) {
                socket.close();
                return;
            }
            outage.connected(url);
            exchange = Exchange.over(
                    vertx, socket, Direction.TO_SITE, settings.identity(), settings.line(), "the gateway " + url);
            exchange.listen();
            exchange.ended().onSuccess(why -> {
                exchange = null;
                if (!stopped) {
                    outage.lost(why);
                    hangUpAndDial();
                }
            });
        }

        private void hangUpAndDial() {
            Future<Void> hungUp = client == null ? Future.succeededFuture() : client.close();
            hungUp.onComplete(closed -> {
                long pause = outage.pause().toMillis();
                if (pause == 0) {
                    dial();
                } else {
                    vertx.setTimer(pause, timer -> dial());
                }
            });
        }

        private static String reason(Throwable cause) {
            if (cause instanceof UpgradeRejectedException rejected) {
                return switch (rejected.getStatus()) {
                    case Upgrade.TAKEN ->
                        "another agent, with another state folder, is connected with this certificate";
                    case Upgrade.FORBIDDEN -> "the gateway does not accept this site's certificate";
                    default -> "the answer to the request for a connection was " + rejected.getStatus();
                };
            }
            // TLS 1.3 lets a client know only by the end of the connection that its certificate was not accepted.
            return cause instanceof HttpClosedException || cause instanceof WebSocketHandshakeException
                    ? "the connection was closed; the gateway's log says why, such as a certificate it does not accept"
                    : Handshakes.why(cause);
        }
    }
}
