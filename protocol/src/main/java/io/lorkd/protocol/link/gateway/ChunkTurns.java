package io.lorkd.protocol.link.gateway;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets few chunks at a time be read and written, however many are asked for: a connection's memory is bounded by it, and no
 * message of control stands behind more than these. Belongs to one context.
 */
final class ChunkTurns {
    /** One that is on its way, and one that is being read. */
    private static final int AT_ONCE = 2;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int taken;

    /** Runs the work when it is its turn; whoever did it then {@linkplain #done says so}. */
    void take(Runnable work) {
        if (taken < AT_ONCE) {
            taken++;
            work.run();
        } else {
            waiting.add(work);
        }
    }

    void done() {
        Runnable next = waiting.poll();
        if (next == null) {
            taken--;
        } else {
            next.run();
        }
    }

    void forgetWaiting() {
        waiting.clear();
    }
}
