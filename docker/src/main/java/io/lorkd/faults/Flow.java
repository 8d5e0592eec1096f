package io.lorkd.faults;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

import java.util.concurrent.TimeUnit;

/**
 * One direction of a connection. While a piece waits for its time, no other is read: the sender feels a slow line as it
 * would feel a real one, by its own send buffer filling up.
 */
final class Flow {
    private final NetSocket source;
    private final NetSocket sink;
    private final Context context;

    private Line line = Line.GOOD;
    private boolean silent;
    private boolean corrupting;
    private boolean waiting;
    private boolean ended;
    /** When the line has passed on what it was given, in {@link System#nanoTime}. */
    private long free = System.nanoTime();

    Flow(NetSocket source, NetSocket sink, Context context) {
        this.source = source;
        this.sink = sink;
        this.context = context;
    }

    /** @param ended is called once the source has ended */
    void begin(Runnable ended) {
        source.handler(this::heard);
        source.exceptionHandler(e -> source.close());
        source.closeHandler(closed -> {
            this.ended = true;
            ended.run();
            closeWhenAllIsPassedOn();
        });
        sink.drainHandler(drained -> {
            if (!waiting) {
                source.resume();
            }
        });
    }

    void become(Line other) {
        line = other;
    }

    void silence() {
        silent = true;
    }

    void corrupt() {
        corrupting = true;
    }

    Future<Void> close() {
        return source.close().otherwiseEmpty();
    }

    private void heard(Buffer piece) {
        if (silent) {
            return;
        }
        if (corrupting) {
            corrupting = false;
            int middle = piece.length() / 2;
            piece.setByte(middle, (byte) (piece.getByte(middle) ^ 1));
        }
        long now = System.nanoTime();
        free = Math.max(free, now) + line.nanosFor(piece.length());
        long wait = TimeUnit.NANOSECONDS.toMillis(free - now) + line.delay().toMillis();
        if (wait > 0) {
            waiting = true;
            source.pause();
            context.owner().setTimer(wait, due -> passOn(piece));
        } else {
            passOn(piece);
        }
    }

    private void passOn(Buffer piece) {
        waiting = false;
        if (!silent) {
            sink.write(piece).onFailure(e -> source.close());
        }
        if (ended) {
            closeWhenAllIsPassedOn();
        } else if (sink.writeQueueFull() && !silent) {
            source.pause();
        } else {
            source.resume();
        }
    }

    /** What was said before the end is on its way still. */
    private void closeWhenAllIsPassedOn() {
        if (!waiting && !silent) {
            sink.close();
        }
    }
}
