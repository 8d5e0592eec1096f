package io.lorkd.faults;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A bad line: it stands between two parties of a TCP connection, passes on what it hears, and can be told to do so badly.
 * What it is told holds for the connections that are there and for new ones, until {@link #heal}. May be called from any
 * thread; each call has taken effect when its future completes.
 */
public final class FaultProxy {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Context context;
    private final SocketAddress target;
    private final NetServer server;
    private final NetClient client;

    // Of the context alone.
    private final Set<Connection> connections = new LinkedHashSet<>();
    private boolean refusing;
    private Line line = Line.GOOD;

    private FaultProxy(Vertx vertx, SocketAddress target) {
        this.context = vertx.getOrCreateContext();
        this.target = target;
        this.server = vertx.createNetServer();
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) PATIENCE.toMillis()));
    }

    /**
     * Listens at a free port of the loopback interface.
     *
     * @param port of the loopback interface that everything is passed on to; nobody needs to listen there yet
     */
    public static Future<FaultProxy> start(Vertx vertx, int port) {
        return start(
                vertx, SocketAddress.inetSocketAddress(0, LOOPBACK), SocketAddress.inetSocketAddress(port, LOOPBACK));
    }

    /**
     * Listens where it is told to.
     *
     * @param begin port 0 takes a free one
     * @param end what everything is passed on to; nobody needs to listen there yet
     */
    static Future<FaultProxy> start(Vertx vertx, SocketAddress begin, SocketAddress end) {
        FaultProxy proxy = new FaultProxy(vertx, end);
        return proxy.onContext(
                () -> proxy.server.connectHandler(proxy::accepted).listen(begin).map(proxy));
    }

    /** Where the proxy listens. */
    public int port() {
        return server.actualPort();
    }

    /** Ends all connections, as a router that restarts does. New ones are passed on. */
    public Future<Void> cut() {
        return onContext(this::cutNow);
    }

    /** Ends all connections, and new ones as soon as they are made. */
    public Future<Void> refuse() {
        return onContext(() -> {
            refusing = true;
            return cutNow();
        });
    }

    /**
     * The connections that there are stay open and nothing comes through them any more, nor is either party told when the
     * other goes: a firewall that has forgotten them. New ones are passed on.
     */
    public Future<Void> halfOpen() {
        return onContext(() -> {
            connections.forEach(Connection::silence);
            return Future.succeededFuture();
        });
    }

    /** Each piece that is heard is passed on this much later, in each direction. */
    public Future<Void> delay(Duration delay) {
        return bad(line.withDelay(delay));
    }

    /** No more than so much comes through in a second, per connection and direction. */
    public Future<Void> throttle(long bytesPerSecond) {
        return bad(line.withBytesPerSecond(bytesPerSecond));
    }

    /** Flips a bit of the next piece that is heard in each direction of each connection. */
    public Future<Void> corrupt() {
        return onContext(() -> {
            connections.forEach(Connection::corrupt);
            return Future.succeededFuture();
        });
    }

    /** Passes on everything again; connections that were silenced stay so. */
    public Future<Void> heal() {
        return onContext(() -> {
            refusing = false;
            return bad(Line.GOOD);
        });
    }

    /** How many connections are open, silenced ones among them. */
    public Future<Integer> connections() {
        return onContext(() -> Future.succeededFuture(connections.size()));
    }

    /** Ends everything. */
    public Future<Void> close() {
        return onContext(this::cutNow).eventually(server::close).eventually(client::close);
    }

    private Future<Void> bad(Line changed) {
        return onContext(() -> {
            line = changed;
            connections.forEach(connection -> connection.become(line));
            return Future.succeededFuture();
        });
    }

    private Future<Void> cutNow() {
        return Future.join(
                        List.copyOf(connections).stream().map(Connection::end).toList())
                .mapEmpty();
    }

    private void accepted(NetSocket near) {
        if (refusing) {
            near.close();
            return;
        }
        near.pause();
        client.connect(target).onComplete(far -> {
            if (far.failed() || refusing) {
                near.close();
            } else {
                connect(near, far.result());
            }
        });
    }

    private void connect(NetSocket near, NetSocket far) {
        Connection connection = new Connection(new Flow(near, far, context), new Flow(far, near, context));
        connections.add(connection);
        connection.become(line);
        connection.begin(() -> connections.remove(connection));
        near.resume();
    }

    private <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(now -> action.get().onComplete(done));
        return done.future();
    }
}
