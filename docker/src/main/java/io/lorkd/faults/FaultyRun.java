package io.lorkd.faults;

import io.lorkd.protocol.command.RunFailedException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Takes a federation from its start to the end of its run, and lets faults strike on the way. */
final class FaultyRun {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /** Nothing that a fault does to the federation may hold it up for as long as this. */
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);

    private final LoopbackFederation federation;
    private final Strike strike;
    private final Consumer<String> say;
    private final List<Healing> healings = new ArrayList<>();
    private final long start = System.nanoTime();

    private int committed;
    private int committedAtLastFault;
    private long lastFault = start;
    private long lastCommit = start;

    /** When a round was first committed since the last fault; the ones after it come faster than some faults wait. */
    private long onwardSince = start;

    /** @param say hears of each fault */
    FaultyRun(LoopbackFederation federation, Consumer<String> say) {
        this.federation = federation;
        this.strike = new Strike(federation);
        this.say = say;
    }

    /** What is to be ended, and when. */
    private record Healing(long due, Runnable action) {}

    /**
     * Runs to the end.
     *
     * @param faults to come; those that struck are taken from it, the rest is left
     * @throws RunFailedException if the run fails, or comes to a standstill
     */
    void play(Deque<Fault> faults) throws InterruptedException {
        federation.start();
        while (!federation.isOver()) {
            look();
            long now = System.nanoTime();
            heal(now);
            if (!faults.isEmpty()
                    && isDue(faults.peek(), now)
                    && !federation.coordinator().isDone()) {
                strike(faults.poll());
            }
            federation.revive();
            requireProgress();
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        heal(Long.MAX_VALUE);
    }

    private void look() throws InterruptedException {
        int now = federation.committed();
        if (now > committed) {
            lastCommit = System.nanoTime();
            if (committed == committedAtLastFault) {
                onwardSince = lastCommit;
            }
            committed = now;
        }
    }

    private boolean isDue(Fault fault, long now) {
        boolean onward = !fault.onward() || committed > committedAtLastFault;
        long since = fault.onward() ? onwardSince : lastFault;
        return onward && now - since >= fault.after().toNanos();
    }

    private void strike(Fault fault) {
        say.accept(String.format(
                Locale.ROOT,
                "%7.1f s, %d rounds committed: %d. %s",
                (System.nanoTime() - start) / 1e9,
                committed,
                fault.number(),
                fault.sentence(federation.sites().get(fault.site()).name())));
        strike.strike(fault)
                .ifPresent(healing -> healings.add(
                        new Healing(System.nanoTime() + fault.lasting().toNanos(), healing)));
        lastFault = System.nanoTime();
        committedAtLastFault = committed;
    }

    private void heal(long now) {
        for (Iterator<Healing> each = healings.iterator(); each.hasNext(); ) {
            Healing healing = each.next();
            if (healing.due() <= now) {
                each.remove();
                healing.action().run();
            }
        }
    }

    private void requireProgress() {
        long since = Math.max(lastFault, lastCommit);
        if (System.nanoTime() - since > LONGEST_STANDSTILL.toNanos()) {
            throw new RunFailedException("Nothing has been committed for "
                    + LONGEST_STANDSTILL.toSeconds() + " s, and the run of " + committed
                    + " committed rounds is not over."
                    + federation.tails());
        }
    }
}
