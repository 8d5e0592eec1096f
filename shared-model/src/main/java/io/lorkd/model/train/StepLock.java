package io.lorkd.model.train;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the sessions of one JVM take turns: the engine records the gradients of one computation at a time in a whole JVM.
 * Made by whoever starts the sessions, and shared by all of them. Turns are given in the order of asking.
 */
public final class StepLock {

    private final ReentrantLock turn = new ReentrantLock(true);

    /** Waits for its turn, then computes; within a turn it is the same turn. */
    public <T> T inTurn(Supplier<T> computation) {
        turn.lock();
        try {
            return computation.get();
        } finally {
            turn.unlock();
        }
    }
}
