package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.MessageHeader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** A site's end of a connection that says whatever it is told to. */
public final class RawConnection {
    private final WebSocketClient client;
    private final WebSocket socket;
    private final Map<Long, Promise<String>> asked = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Promise<String> closed = Promise.promise();
    private final AtomicLong ids = new AtomicLong();

    private RawConnection(WebSocketClient client, WebSocket socket) {
        this.client = client;
        this.socket = socket;
        socket.binaryMessageHandler(bytes -> onFrame(FrameCodec.decode(bytes)));
        socket.closeHandler(end -> closed.complete(socket.closeStatusCode() + " " + socket.closeReason()));
        socket.exceptionHandler(e -> {});
    }

    /** The options of a connection that a gateway takes. */
    public static WebSocketClientOptions options(TlsFiles files) {
        WebSocketClientOptions options = Upgrade.client(LineSettings.defaults());
        LinkTls.read(files, Optional.empty()).applyTo(options);
        return options;
    }

    public static Future<RawConnection> open(Vertx vertx, TlsFiles files, int port, String instance) {
        return open(vertx, options(files), port, Upgrade.PATH, instance);
    }

    /** @param instance none is said where it is null */
    public static Future<RawConnection> open(
            Vertx vertx, WebSocketClientOptions options, int port, String path, String instance) {
        WebSocketClient client = vertx.createWebSocketClient(options);
        WebSocketConnectOptions connect =
                new WebSocketConnectOptions().setHost("127.0.0.1").setPort(port).setURI(path);
        if (instance != null) {
            connect.addHeader(Upgrade.INSTANCE, instance);
        }
        return client.connect(connect).map(socket -> new RawConnection(client, socket));
    }

    private void onFrame(Frame frame) {
        if (frame instanceof Frame.Request request) {
            heard.add(request.address());
            socket.writeBinaryMessage(FrameCodec.encode(new Frame.Reply(request.id(), new Content(Map.of(), "heard"))));
            return;
        }
        Promise<String> answer = asked.remove(frame.id());
        if (frame instanceof Frame.Failure failure) {
            answer.complete(failure.code() + " " + failure.reason());
        } else {
            answer.complete(String.valueOf(((Frame.Reply) frame).content().body()));
        }
    }

    /** The answer's body, or the failure's code and reason. */
    public Future<String> ask(String address, Map<MessageHeader, String> headers, Object body) {
        Promise<String> answer = Promise.promise();
        long id = ids.incrementAndGet();
        asked.put(id, answer);
        send(FrameCodec.encode(new Frame.Request(id, 5000, address, new Content(headers, body))));
        return answer.future();
    }

    public void send(Buffer bytes) {
        socket.writeBinaryMessage(bytes);
    }

    public WebSocket socket() {
        return socket;
    }

    /** The addresses that were asked at over this connection. */
    public LinkedBlockingQueue<String> heard() {
        return heard;
    }

    /** Succeeds with code and reason when the connection is closed. */
    public Future<String> closed() {
        return closed.future();
    }

    public Future<Void> close() {
        return client.close();
    }
}
