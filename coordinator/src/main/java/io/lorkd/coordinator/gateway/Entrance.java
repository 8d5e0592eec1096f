package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.CertificateRefusedException;
import io.lorkd.protocol.link.gateway.Direction;
import io.lorkd.protocol.link.gateway.Exchange;
import io.lorkd.protocol.link.gateway.Handshakes;
import io.lorkd.protocol.link.gateway.Identity;
import io.lorkd.protocol.link.gateway.LinkTls;
import io.lorkd.protocol.link.gateway.Upgrade;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The port, and who is in. */
final class Entrance extends VerticleBase {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    /** How soon a certificate that was revoked, renewed or has expired is noticed. */
    private static final long LOOK_MILLIS = 1000;

    /** A coordinator that has started since hears it then. */
    private static final long NEWS_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final GatewaySettings settings;
    private final Map<Exchange, Guest> guests = new ConcurrentHashMap<>();
    private final TlsWatch watch;
    private LinkTls tls;
    private HttpServer server;

    private record Guest(Identity identity, X509Certificate certificate) {}

    Entrance(GatewaySettings settings) {
        this.settings = settings;
        this.watch = new TlsWatch(settings);
    }

    int port() {
        return server.actualPort();
    }

    int connections() {
        return guests.size();
    }

    @Override
    public Future<?> start() {
        return vertx.executeBlocking(watch::read, false)
                .compose(read -> {
                    tls = read;
                    HttpServerOptions options = Upgrade.server(settings.line())
                            .setClientAuth(ClientAuth.REQUIRED)
                            .setSslEngineOptions(new WatchedHandshakes(Entrance::refused));
                    tls.applyTo(options);
                    server = vertx.createHttpServer(options)
                            .requestHandler(request ->
                                    request.response().setStatusCode(NOT_FOUND).end())
                            .webSocketHandshakeHandler(this::onHandshake)
                            .exceptionHandler(e -> LOG.debug("a connection was not opened", e));
                    vertx.setPeriodic(LOOK_MILLIS, tick -> look());
                    vertx.setPeriodic(
                            NEWS_MILLIS, tick -> List.copyOf(guests.values()).forEach(this::tellOf));
                    return server.listen(settings.port(), settings.host());
                })
                .onSuccess(listening -> LOG.info("gateway: wss://{}:{}", settings.host(), server.actualPort()));
    }

    @Override
    public Future<?> stop() {
        List.copyOf(guests.keySet()).forEach(exchange -> exchange.close(Exchange.GOING_AWAY, "the gateway is ending"));
        return server == null ? Future.succeededFuture() : server.close();
    }

    // Letting in.

    private void onHandshake(ServerWebSocketHandshake handshake) {
        String from = String.valueOf(handshake.remoteAddress());
        if (!Upgrade.PATH.equals(handshake.uri())) {
            refuse(handshake, NOT_FOUND, from, "there is nothing at " + handshake.path());
            return;
        }
        X509Certificate certificate;
        Identity identity;
        try {
            // Looked at again, since a session that is resumed does not show it again.
            certificate = (X509Certificate) handshake.peerCertificates().get(0);
            identity = new Identity(tls.siteOf(certificate), handshake.headers().get(Upgrade.INSTANCE));
        } catch (SSLPeerUnverifiedException | CertificateRefusedException e) {
            refuse(handshake, Upgrade.FORBIDDEN, from, e.getMessage());
            return;
        } catch (InvalidConfigurationException e) {
            refuse(handshake, BAD_REQUEST, from, e.getMessage());
            return;
        }
        Seat.isFree(vertx, identity).onSuccess(free -> {
            if (free) {
                handshake
                        .accept()
                        .onSuccess(socket -> letIn(socket, new Guest(identity, certificate), from))
                        .onFailure(e -> refused(identity + " at " + from, Handshakes.why(e)));
            } else {
                refuse(handshake, Upgrade.TAKEN, identity + " at " + from, "another instance of it is connected");
            }
        });
    }

    private static void refused(String who, String why) {
        LOG.warn("refused a connection of {}: {}", who, why);
    }

    private static void refuse(ServerWebSocketHandshake handshake, int status, String who, String why) {
        refused(who, why);
        handshake.reject(status);
    }

    private void letIn(ServerWebSocket socket, Guest guest, String from) {
        Identity identity = guest.identity();
        LOG.info("{} is connected from {}", identity, from);
        Exchange exchange =
                Exchange.over(vertx, socket, Direction.FROM_SITE, identity, settings.line(), identity + " at " + from);
        guests.put(exchange, guest);
        tellOf(guest);
        exchange.ended().onSuccess(why -> {
            guests.remove(exchange);
            LOG.info("{} is gone: {}", identity, why);
        });
        // What the site asks is heard once it can be answered from anywhere in the cluster.
        socket.pause();
        Future.all(exchange.listen(), Seat.take(vertx, identity, exchange)).onComplete(known -> socket.resume());
    }

    private void tellOf(Guest guest) {
        GuestNews.tell(
                vertx,
                guest.identity().site(),
                guest.certificate().getNotAfter().toInstant());
    }

    // Certificates that change.

    private void look() {
        vertx.executeBlocking(watch::readIfChanged, false)
                .onSuccess(changed -> changed.ifPresentOrElse(this::renew, this::lookAtTheTime));
    }

    private void renew(LinkTls changed) {
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setClientAuth(ClientAuth.REQUIRED);
        changed.applyTo(options);
        tls = changed;
        server.updateSSLOptions(options.getSslOptions())
                .onSuccess(updated -> LOG.info("read the certificate files again, which have changed"))
                .onFailure(e -> LOG.error("the certificate files have changed and cannot be used", e));
        Map.copyOf(guests).forEach(this::lookAt);
    }

    /** Verifying every certificate every second would be work for nothing. */
    private void lookAtTheTime() {
        Date now = new Date();
        Map.copyOf(guests).forEach((exchange, guest) -> {
            if (guest.certificate().getNotAfter().before(now)) {
                lookAt(exchange, guest);
            }
        });
    }

    private void lookAt(Exchange exchange, Guest guest) {
        try {
            tls.siteOf(guest.certificate());
        } catch (CertificateRefusedException e) {
            LOG.warn("closed the connection of {}: {}", guest.identity(), e.getMessage());
            exchange.close(Exchange.POLICY, "the certificate is not good any more");
        }
    }
}
