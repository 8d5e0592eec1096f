package io.lorkd.bench.federation;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.link.gateway.GatewayClient;
import io.lorkd.protocol.link.gateway.GatewayClientSettings;
import io.lorkd.protocol.link.gateway.GatewayUrl;
import io.lorkd.protocol.link.gateway.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** All sites of the federation in this process: each with an event bus, a certificate and a connection of its own. */
final class StubSites implements AutoCloseable {
    private final List<Vertx> buses = new ArrayList<>();
    private final List<StubSite> sites = new ArrayList<>();

    /** Kept here since a client that nothing refers to is closed by the garbage collector. */
    private final List<GatewayClient> clients = new CopyOnWriteArrayList<>();

    private final List<Future<GatewayClient>> connecting = new ArrayList<>();

    /** Makes a site ready to join, and begins to connect it. */
    void add(TlsFiles files, GatewayUrl gateway, UpdateFiles updates, RoundLog log, Optional<Path> backbone) {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        buses.add(vertx);
        StubSite site = new StubSite(vertx, sites.size(), updates, log, backbone);
        sites.add(site);
        connecting.add(GatewayClient.start(
                        vertx, new GatewayClientSettings(new Identity(site.id(), site.id()), List.of(gateway), files))
                .onSuccess(clients::add));
    }

    /** Enrols all of them. */
    void join() {
        Await.result(Future.all(connecting));
        Await.result(Future.all(sites.stream().map(StubSite::join).toList()));
    }

    /** Bytes of updates that were asked for so far. */
    long bytesServed() {
        return sites.stream().mapToLong(StubSite::bytesServed).sum();
    }

    /** The longest that an answer to a heartbeat took. */
    double slowestHeartbeatSeconds() {
        return sites.stream()
                .mapToDouble(StubSite::slowestHeartbeatSeconds)
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        Await.result(Future.join(buses.stream().map(Vertx::close).toList()));
    }
}
