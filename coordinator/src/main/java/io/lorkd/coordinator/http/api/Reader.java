package io.lorkd.coordinator.http.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import java.util.function.BooleanSupplier;

/**
 * Somebody who reads the stream. Who does not keep up is told nothing until what they have was read, and then everything anew:
 * so no more than that is ever kept for them.
 */
final class Reader {
    private final HttpServerResponse response;
    private final BooleanSupplier signedIn;
    private long lastEvent;
    private boolean upToDate;
    private long waitingSince;

    /**
     * @param signedIn whether they may read still
     * @param lastEvent the id of the last event that they have; negative where they want none of before
     */
    Reader(HttpServerResponse response, BooleanSupplier signedIn, long lastEvent) {
        this.response = response;
        this.signedIn = signedIn;
        this.lastEvent = lastEvent;
    }

    /** Whether they have everything, so that they need only be told what changes. */
    boolean isUpToDate() {
        return upToDate;
    }

    void upToDate() {
        upToDate = true;
    }

    boolean isSignedIn() {
        return signedIn.getAsBoolean();
    }

    boolean wantsEventsOfBefore() {
        return lastEvent >= 0;
    }

    long lastEvent() {
        return lastEvent;
    }

    boolean lacks(long event) {
        return event > lastEvent;
    }

    void has(long event) {
        lastEvent = Math.max(lastEvent, event);
    }

    boolean isBehind() {
        return response.writeQueueFull();
    }

    /** @param now by a clock in nanoseconds */
    void fallBehind(long now, Runnable caughtUp) {
        upToDate = false;
        waitingSince = now;
        response.drainHandler(drained -> {
            waitingSince = 0;
            response.drainHandler(null);
            caughtUp.run();
        });
    }

    /** Whether they have read nothing for so many nanoseconds of what waits for them. */
    boolean isStuck(long now, long patience) {
        return waitingSince != 0 && now - waitingSince > patience;
    }

    /** A line that fails is closed, and that is heard of elsewhere. */
    void write(Buffer frame) {
        if (frame.length() > 0) {
            response.write(frame);
        }
    }

    void drop() {
        response.reset();
    }

    void end() {
        response.end();
    }
}
