package io.lorkd.coordinator.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Lets so many updates be pulled at once, and the others wait in the order in which they were announced: what the coordinator
 * has in memory is bounded by that number, however many sites there are. Belongs to one context.
 */
final class PullTurns {
    private final int atOnce;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int taken;

    private record Waiting(Runnable begin, Runnable told) {}

    PullTurns(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Pulls when it is its turn.
     *
     * @param told is called now and then while it waits and others advance
     */
    <T> Future<T> take(Supplier<Future<T>> pull, Runnable told) {
        Promise<T> result = Promise.promise();
        Runnable begin = () -> pull.get().onComplete(over -> next()).onComplete(result);
        if (taken < atOnce) {
            taken++;
            begin.run();
        } else {
            waiting.add(new Waiting(begin, told));
        }
        return result.future();
    }

    /** One that is being pulled has advanced. */
    void advanced() {
        waiting.forEach(one -> one.told().run());
    }

    private void next() {
        Waiting next = waiting.poll();
        if (next == null) {
            taken--;
        } else {
            next.begin().run();
        }
    }
}
