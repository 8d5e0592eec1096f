package io.lorkd.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import static org.awaitility.Awaitility.await;

/**
 * Takes a federation through its run, and its processes through crash points: each life of a process is given the next
 * point of its list to halt at, so that a walk costs a start for each point and not a run for each.
 */
final class CrashWalk {
    private static final int HALTED = 137;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration LONGEST_STANDSTILL = Duration.ofMinutes(2);

    private final LoopbackFederation federation;
    private final List<Walker> walkers = new ArrayList<>();
    private final List<String> reached = new ArrayList<>();
    private long lastMove = System.nanoTime();
    private int committed;

    CrashWalk(LoopbackFederation federation) {
        this.federation = federation;
    }

    /** A member and the points that it has not halted at. */
    private final class Walker {
        private final Member member;
        private final Deque<String> ahead;
        private int lives;

        Walker(Member member, Collection<String> points) {
            this.member = member;
            this.ahead = new ArrayDeque<>(points);
            aim();
        }

        /** Says whether it has halted since the last look. */
        boolean look() {
            boolean halted = member.starts() > lives && member.exitCode().equals(Optional.of(HALTED));
            if (halted) {
                lives = member.starts();
                reached.add(ahead.poll());
                aim();
            }
            return halted;
        }

        private void aim() {
            member.crashAt(Optional.ofNullable(ahead.peek()));
        }
    }

    /** A member that is not named here lives from start to end. */
    CrashWalk through(Member member, Collection<String> points) {
        walkers.add(new Walker(member, points));
        return this;
    }

    /**
     * Starts everyone, and waits until the run is over.
     *
     * @param meanwhile is done at each look
     * @return the points that nobody halted at
     */
    List<String> play(Runnable meanwhile) throws InterruptedException {
        federation.start();
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(BETWEEN_LOOKS)
                .forever()
                .until(() -> isOver(meanwhile));
        return walkers.stream().flatMap(walker -> walker.ahead.stream()).toList();
    }

    private boolean isOver(Runnable meanwhile) throws InterruptedException {
        if (federation.isOver()) {
            return true;
        }
        for (Walker walker : walkers) {
            if (walker.look()) {
                lastMove = System.nanoTime();
            }
        }
        federation.revive();
        meanwhile.run();
        requireProgress();
        return false;
    }

    /** The points that somebody halted at, in order. */
    List<String> reached() {
        return List.copyOf(reached);
    }

    /** Committed rounds, at the last look. */
    int committed() {
        return committed;
    }

    private void requireProgress() throws InterruptedException {
        int now = federation.committed();
        if (now > committed) {
            committed = now;
            lastMove = System.nanoTime();
        }
        if (System.nanoTime() - lastMove > LONGEST_STANDSTILL.toNanos()) {
            throw new AssertionError("Nothing goes on. Points still ahead: "
                    + walkers.stream()
                            .map(walker -> walker.member.name() + " " + walker.ahead)
                            .toList()
                    + federation.tails());
        }
    }
}
