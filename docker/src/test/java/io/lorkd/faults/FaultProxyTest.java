package io.lorkd.faults;

import io.lorkd.protocol.command.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** In front of a server that sends back what it hears. */
class FaultProxyTest {
    private static final byte[] HELLO = {1, 2, 3, 4};

    private final Vertx vertx = Vertx.vertx();
    private final NetServer echo = vertx.createNetServer();
    private final NetClient client = vertx.createNetClient();
    private final List<byte[]> atServer = new CopyOnWriteArrayList<>();
    private FaultProxy proxy;

    @BeforeEach
    void start() {
        Await.result(echo.connectHandler(socket -> socket.handler(piece -> {
                    atServer.add(piece.getBytes());
                    socket.write(piece);
                }))
                .listen(0, "127.0.0.1"));
        proxy = Await.result(FaultProxy.start(vertx, echo.actualPort()));
    }

    @AfterEach
    void stop() {
        Await.result(proxy.close());
        Await.result(vertx.close());
    }

    /** One end of a connection through the proxy. */
    private final class Caller {
        private final Buffer heard = Buffer.buffer();
        private final AtomicBoolean closed = new AtomicBoolean();

        // Listened to as soon as it is there: one that is refused ends at once.
        private final NetSocket socket =
                Await.result(client.connect(proxy.port(), "127.0.0.1").onSuccess(this::listen));

        private void listen(NetSocket connected) {
            connected.closeHandler(end -> closed.set(true));
            connected.handler(piece -> {
                synchronized (heard) {
                    heard.appendBuffer(piece);
                }
            });
        }

        Caller say(byte[] bytes) {
            socket.write(Buffer.buffer(bytes));
            return this;
        }

        byte[] heard() {
            synchronized (heard) {
                return heard.getBytes();
            }
        }

        void awaitEcho(byte[] expected) {
            await().untilAsserted(() -> assertThat(heard()).isEqualTo(expected));
        }

        void awaitClosed() {
            await().untilTrue(closed);
        }
    }

    @Test
    void itPassesOnWhatItHears() {
        byte[] much = new byte[3_000_000];
        new Random(1).nextBytes(much);

        new Caller().say(much).awaitEcho(much);
    }

    @Test
    void aCutEndsConnectionsAndTheNextOneIsWell() {
        Caller before = new Caller().say(HELLO);
        before.awaitEcho(HELLO);

        Await.result(proxy.cut());

        before.awaitClosed();
        new Caller().say(HELLO).awaitEcho(HELLO);
    }

    @Test
    void whileItRefusesNewConnectionsEndAtOnceUntilItIsHealed() {
        Await.result(proxy.refuse());
        new Caller().awaitClosed();

        Await.result(proxy.heal());

        new Caller().say(HELLO).awaitEcho(HELLO);
    }

    @Test
    void aHalfOpenConnectionPassesNothingOnAndStaysOpen() {
        Caller silenced = new Caller().say(HELLO);
        silenced.awaitEcho(HELLO);

        Await.result(proxy.halfOpen());
        silenced.say(HELLO);

        new Caller().say(HELLO).awaitEcho(HELLO);
        assertThat(silenced.heard()).isEqualTo(HELLO);
        assertThat(silenced.closed).isFalse();
        assertThat(Await.result(proxy.connections())).isEqualTo(2);
    }

    @Test
    void aDelayIsFeltInBothDirections() {
        Await.result(proxy.delay(Duration.ofMillis(200)));
        long start = System.nanoTime();

        new Caller().say(HELLO).awaitEcho(HELLO);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void aThrottledLinePassesOnNoMoreThanItsRate() {
        Await.result(proxy.throttle(1_000_000));
        byte[] half = new byte[500_000];
        long start = System.nanoTime();

        new Caller().say(half).awaitEcho(half);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
    }

    @Test
    void oneBitIsWrongInEachDirectionAndNoMore() {
        Caller caller = new Caller().say(HELLO);
        caller.awaitEcho(HELLO);

        Await.result(proxy.corrupt());
        caller.say(HELLO);

        await().untilAsserted(() -> assertThat(caller.heard()).hasSize(2 * HELLO.length));
        assertThat(atServer.get(1)).containsExactly(1, 2, 2, 4);
        assertThat(caller.heard()).as("flipped once more on the way home").containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
        caller.say(HELLO);
        await().untilAsserted(() -> assertThat(atServer).hasSize(3));
        assertThat(atServer.get(2)).isEqualTo(HELLO);
    }

    @Test
    void nobodyListensBehindIt() {
        Await.result(echo.close());

        new Caller().awaitClosed();
    }
}
