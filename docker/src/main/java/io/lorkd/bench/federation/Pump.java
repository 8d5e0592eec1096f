package io.lorkd.bench.federation;

import io.lorkd.protocol.command.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What the line gives at most: bytes over Vert.x's TLS WebSocket from this process to another one, in pieces as large as
 * chunks, written as fast as they are taken, read from no file and kept nowhere.
 */
final class Pump {
    static final int PIECE = 256 * 1024;

    private static final long WARM_UP = 512L << 20;
    private static final long MEASURED = 1L << 30;
    private static final int AT_ONCE = 16;
    private static final int TIMES = 3;

    private final Vertx vertx;
    private final WebSocketClient client;
    private final int port;

    Pump(Vertx vertx, WebSocketClientOptions tls, int port) {
        this.vertx = vertx;
        this.client = vertx.createWebSocketClient(tls);
        this.port = port;
    }

    /** In MB of 1,000,000 bytes per second, the median of a few; over so many connections at once. */
    double megabytesPerSecond(int connections) {
        seconds(connections, WARM_UP);
        double[] seconds = IntStream.range(0, TIMES)
                .mapToDouble(time -> seconds(connections, MEASURED))
                .sorted()
                .toArray();
        return MEASURED / 1e6 / seconds[TIMES / 2];
    }

    private double seconds(int connections, long bytes) {
        long begun = System.nanoTime();
        Await.result(Future.all(LongStream.range(0, connections)
                .mapToObj(connection -> send(bytes / connections / PIECE))
                .toList()));
        return (System.nanoTime() - begun) / 1e9;
    }

    private Future<Void> send(long pieces) {
        WebSocketConnectOptions to =
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI("/");
        return client.connect(to).compose(socket -> {
            Promise<Void> arrived = Promise.promise();
            socket.textMessageHandler(bytes -> {
                if (Long.parseLong(bytes) == pieces * PIECE) {
                    arrived.complete();
                } else {
                    arrived.fail("of " + pieces * PIECE + " bytes " + bytes + " came out of the pump");
                }
            });
            socket.closeHandler(closed -> arrived.tryFail("the pump's other end is gone"));
            new Writing(socket, pieces).goOn();
            return arrived.future().eventually(socket::close);
        });
    }

    /**
     * Writes until the socket has enough, and goes on when it has not, or after a while: a socket that is never full would
     * hold its event loop for ever.
     */
    private static final class Writing {
        private final WebSocket socket;
        private final Buffer piece = Buffer.buffer(new byte[PIECE]);
        private final Context context;
        private long left;

        private Writing(WebSocket socket, long pieces) {
            this.socket = socket;
            this.left = pieces;
            this.context = Vertx.currentContext();
            socket.drainHandler(drained -> goOn());
        }

        private void goOn() {
            if (left == 0) {
                return;
            }
            for (int i = 0; i < AT_ONCE && left > 0 && !socket.writeQueueFull(); i++) {
                left--;
                socket.writeBinaryMessage(piece);
                if (left == 0) {
                    socket.writeTextMessage("end");
                    return;
                }
            }
            if (!socket.writeQueueFull()) {
                context.runOnContext(later -> goOn());
            }
        }
    }

    void close() {
        Await.result(client.close());
    }
}
