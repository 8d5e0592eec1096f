package io.lorkd.coordinator.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.lorkd.coordinator.gateway.TestLink.result;

/** A line between a site and a gateway that can be cut, and that can stop passing anything on while it stays open. */
final class BadLine implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile boolean stalled;
    private long passed;

    BadLine(int target) {
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::onConnection);
        result(server.listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    private void onConnection(NetSocket near) {
        near.pause();
        client.connect(target, "127.0.0.1").onFailure(e -> near.close()).onSuccess(far -> {
            join(near, far);
            join(far, near);
            near.resume();
        });
    }

    private void join(NetSocket from, NetSocket to) {
        sockets.add(from);
        from.exceptionHandler(e -> {});
        from.handler(bytes -> {
            passed += bytes.length();
            if (passed > cutAfter) {
                cutAfter = Long.MAX_VALUE;
                cut();
            } else if (!stalled) {
                to.write(bytes);
            }
        });
        from.closeHandler(closed -> {
            sockets.remove(from);
            to.close();
        });
    }

    void cut() {
        sockets.forEach(NetSocket::close);
    }

    /** Cuts once, when so many more bytes have passed. */
    void cutAfter(long bytes) {
        vertx.runOnContext(now -> cutAfter = passed + bytes);
    }

    /** The connections there are stay open, and nothing gets through. */
    void stall() {
        stalled = true;
    }

    void heal() {
        stalled = false;
        cut();
    }

    @Override
    public void close() {
        result(vertx.close());
    }
}
