package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.gateway.Frame.Failure;
import io.lorkd.protocol.link.gateway.Frame.Reply;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumSet;
import java.util.Set;

/**
 * One end of a connection, from its opening to its end: what is asked on this end's event bus at an address of the other end
 * goes over as a frame, what comes over is put to this end's event bus where the {@linkplain AddressRule rules} allow it, and
 * answers go back. Both ends are alike. Belongs to the context that it was opened on.
 *
 * <p>At the end whatever waits for an answer fails at once, so that it can be asked again over the next connection.
 */
public final class Exchange {
    /** WebSocket's own code for a connection whose end is ending. */
    public static final short GOING_AWAY = 1001;

    /** WebSocket's own code for a connection that is not allowed, or no longer. */
    public static final short POLICY = 1008;

    private static final short PROTOCOL_ERROR = 1002;

    /** Two chunks and a few messages; the operating system has more. */
    private static final int MOST_UNSENT_BYTES = 1 << 20;

    private static final Set<WebSocketFrameType> CONTROL =
            EnumSet.of(WebSocketFrameType.CLOSE, WebSocketFrameType.PING, WebSocketFrameType.PONG);
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Vertx vertx;
    private final WebSocket socket;
    private final Direction asked;
    private final Identity identity;
    private final String other;
    private final Asking asking;
    private final Answering answering;
    private final Promise<String> ended = Promise.promise();
    private final long pings;
    private String reason = "the connection was lost";
    private boolean over;

    private Exchange(
            Vertx vertx, WebSocket socket, Direction asked, Identity identity, LineSettings line, String other) {
        this.vertx = vertx;
        this.socket = socket;
        this.asked = asked;
        this.identity = identity;
        this.other = other;
        Wire wire = new SocketWire();
        this.asking = new Asking(vertx, wire);
        this.answering = new Answering(vertx, wire, asked, identity, other);
        this.pings = vertx.setPeriodic(line.ping().toMillis(), tick -> ping());
    }

    /** The socket, which may be closed by the other end before this end knows. */
    private final class SocketWire implements Wire {
        @Override
        public Future<Void> write(Frame frame) {
            Buffer bytes = FrameCodec.encode(frame);
            return over || socket.isClosed() ? Future.succeededFuture() : socket.writeBinaryMessage(bytes);
        }

        @Override
        public boolean isFull() {
            return over || socket.isClosed() || socket.writeQueueFull();
        }

        @Override
        public void close(short code, String why) {
            Exchange.this.close(code, why);
        }
    }

    /**
     * Takes over a socket that was just opened. Called on the socket's context.
     *
     * @param asked which requests come in over it
     * @param other who is at the other end, for the log
     */
    public static Exchange over(
            Vertx vertx, WebSocket socket, Direction asked, Identity identity, LineSettings line, String other) {
        Exchange exchange = new Exchange(vertx, socket, asked, identity, line, other);
        if (socket.isClosed()) {
            exchange.end();
            return exchange;
        }
        socket.setWriteQueueMaxSize(MOST_UNSENT_BYTES);
        socket.frameHandler(exchange::onFrame);
        socket.exceptionHandler(e -> LOG.debug("{}: {}", other, e.toString()));
        socket.closeHandler(closed -> exchange.end());
        return exchange;
    }

    /** Lets this end's event bus ask the other end. Succeeds once the whole of it knows. */
    public Future<Void> listen() {
        Direction direction = asked == Direction.FROM_SITE ? Direction.TO_SITE : Direction.FROM_SITE;
        return over ? Future.succeededFuture() : asking.listen(AddressRule.addresses(direction, identity));
    }

    /** Succeeds with the reason when the connection is over, and the event bus asks nothing of it any more. */
    public Future<String> ended() {
        return ended.future();
    }

    /** Closes the connection and tells the other end why. */
    public void close(short code, String why) {
        if (!over) {
            reason = why;
            socket.close(code, why);
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (socket.closeReason() != null) {
            reason = Printed.of(socket.closeReason());
        }
        vertx.cancelTimer(pings);
        answering.end();
        asking.end(reason).onComplete(unregistered -> ended.complete(reason));
    }

    /** The socket's idle timeouts do the rest: whatever arrives shows that the other end is there. */
    private void ping() {
        asking.forgetLate();
        socket.writePing(Buffer.buffer());
    }

    private void onFrame(WebSocketFrame frame) {
        if (over || CONTROL.contains(frame.type())) {
            return;
        }
        if (!frame.isBinary() || !frame.isFinal()) {
            breakOff("a " + frame.type() + " frame; expected whole binary ones");
            return;
        }
        try {
            onFrame(FrameCodec.decode(frame.binaryData()));
        } catch (MalformedFrameException e) {
            breakOff(e.getMessage());
        }
    }

    private void onFrame(Frame frame) {
        if (frame instanceof Request request) {
            answering.onRequest(request);
        } else if (frame instanceof Reply reply) {
            asking.onReply(reply);
        } else if (frame instanceof Failure failure) {
            asking.onFailure(failure);
        }
    }

    private void breakOff(String why) {
        LOG.warn("closed the connection of {}: {}", other, why);
        close(PROTOCOL_ERROR, "malformed frame");
    }
}
