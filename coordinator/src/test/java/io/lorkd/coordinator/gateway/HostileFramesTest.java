package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.link.gateway.RawConnection;
import io.lorkd.protocol.message.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site with a good certificate that sends what no frame is: it is sent away, and nobody else notices. */
class HostileFramesTest {
    private static final String PATH = "/lorkd/link/1";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private Logged logged;
    private TestLink link;
    private TlsFiles hostile;
    private Vertx client;

    @BeforeEach
    void open() {
        logged = new Logged();
        link = new TestLink(folder);
        new Messenger(link.coordinator).onCoordinatorMessage(message -> Future.succeededFuture(new Answer.Accepted()));
        hostile = link.certificates.site("hostile");
        client = Vertx.vertx();
    }

    @AfterEach
    void close() {
        result(client.close());
        link.close();
        logged.close();
    }

    private String closedAfter(Consumer<WebSocket> doing) {
        WebSocketClientOptions options =
                RawConnection.options(hostile).setMaxFrameSize(4 * MEGABYTE).setMaxMessageSize(4 * MEGABYTE);
        RawConnection connection = result(RawConnection.open(client, options, link.gateway.port(), PATH, "instance"));
        doing.accept(connection.socket());
        String closed = result(connection.closed());
        result(connection.close());
        return closed;
    }

    @Test
    void bytesThatAreNoFrameCloseTheConnectionWithAReason() {
        assertThat(closedAfter(socket -> socket.writeBinaryMessage(Buffer.buffer("no frame"))))
                .startsWith("1002 malformed frame");
        logged.has("closed the connection of site hostile", "127.0.0.1", "expected");
    }

    @Test
    void aTextFrameOrAFragmentClosesTheConnection() {
        assertThat(closedAfter(socket -> socket.writeTextMessage("{}"))).startsWith("1002");
        assertThat(closedAfter(socket -> socket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer("part"), false))))
                .startsWith("1002");
        logged.has("closed the connection of site hostile", "TEXT");
    }

    @Test
    void anOversizedFrameClosesTheConnection() {
        closedAfter(socket -> socket.writeBinaryMessage(Buffer.buffer(new byte[MEGABYTE])));
        await().atMost(20, TimeUnit.SECONDS).until(() -> link.gateway.connections() == 0);
        logged.has("hostile", "is gone");
    }

    @Test
    void anAnswerToWhatWasNotAskedClosesTheConnection() {
        byte[] reply = {2, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0};
        assertThat(closedAfter(socket -> socket.writeBinaryMessage(Buffer.buffer(reply))))
                .startsWith("1002");
        logged.has("closed the connection of site hostile", "an answer to request 9");
    }

    @Test
    void whoAsksOnAndOnWithoutWaitingForAnswersIsSentAway() {
        link.coordinator.eventBus().consumer(Address.blobs("coordinator"), message -> {});
        RawConnection connection = result(RawConnection.open(client, hostile, link.gateway.port(), "instance"));
        for (int i = 0; i < 600; i++) {
            connection.ask(Address.blobs("coordinator"), Map.of(MessageHeader.PEER, "hostile"), null);
        }

        assertThat(result(connection.closed())).startsWith("1008 too much is asked at once");
        logged.has("closed the connection of site hostile", "on and on");
    }

    @Test
    void manyOfThemLeaveNothingBehind() {
        Vertx honest = link.site("honest");
        int connections = connections();
        for (int i = 0; i < connections; i++) {
            Random random = new Random(i);
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (4 + random.nextInt(100));
            assertThat(closedAfter(socket -> socket.writeBinaryMessage(Buffer.buffer(bytes))))
                    .as("connection %d", i)
                    .startsWith("1002");
        }

        await().atMost(20, TimeUnit.SECONDS).until(() -> link.gateway.connections() == 1);
        assertThat(result(new Messenger(honest).tell(Address.coordinator(), GatewayTest.heartbeat("honest"))))
                .isEqualTo(new Answer.Accepted());
        assertThat(logged.lines())
                .filteredOn(line -> line.contains("honest is gone"))
                .isEmpty();
    }

    /** A handshake costs a thousand times what a frame does, so it is a thousandth of the inputs that are asked for. */
    private static int connections() {
        String asked = System.getenv("LORKD_FUZZ");
        return asked == null || asked.isBlank() ? 50 : Math.max(50, Integer.parseInt(asked.strip()) / 1000);
    }
}
