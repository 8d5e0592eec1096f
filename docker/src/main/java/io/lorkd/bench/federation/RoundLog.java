package io.lorkd.bench.federation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * When what happened in each round, by one clock, and the gate that all sites leave together once their updates are ready:
 * what is measured behind it is transfer and staging, and nothing that stubs do. May be called from any thread.
 */
final class RoundLog {
    private final int sites;
    private final Consumer<Times> told;
    private final TreeMap<Integer, Times> rounds = new TreeMap<>();

    /** @param told hears of each round when it has closed */
    RoundLog(int sites, Consumer<Times> told) {
        this.sites = sites;
        this.told = told;
    }

    /** One round, in {@link System#nanoTime}. */
    static final class Times {
        private final int round;
        private final long offered = System.nanoTime();
        private final Map<String, Runnable> waiting = new HashMap<>();
        private long announced;
        private long lastStaged;
        private long closed;
        private int counted;

        private Times(int round) {
            this.round = round;
        }

        int round() {
            return round;
        }

        /** From the first offer to the first word that the round has closed. */
        double seconds() {
            return (closed - offered) / 1e9;
        }

        /** From the announcement of the updates, just before the first chunk, to the answer that the last one is staged. */
        double transferSeconds() {
            return (lastStaged - announced) / 1e9;
        }

        /** From the last staged update to the word that the next backbone is committed. */
        double reductionSeconds() {
            return (closed - lastStaged) / 1e9;
        }

        int counted() {
            return counted;
        }
    }

    synchronized void offered(int round) {
        rounds.computeIfAbsent(round, Times::new);
    }

    /** A site's update is ready to be announced; all are, once there is one of each site. */
    synchronized void ready(int round, String site, Runnable announce) {
        Times times = rounds.get(round);
        times.waiting.put(site, announce);
        if (times.announced != 0) {
            announce.run();
        } else if (times.waiting.size() == sites) {
            times.announced = System.nanoTime();
            times.waiting.values().forEach(Runnable::run);
        }
    }

    synchronized void staged(int round) {
        Times times = rounds.get(round);
        times.lastStaged = System.nanoTime();
    }

    /** @param counted the updates that are in the next backbone */
    synchronized void closed(int round, int counted) {
        Times times = rounds.get(round);
        if (times != null && times.closed == 0) {
            times.closed = System.nanoTime();
            times.counted = counted;
            told.accept(times);
        }
    }

    synchronized List<Times> closed() {
        return rounds.values().stream().filter(times -> times.closed != 0).toList();
    }

    /** Updates that were announced and are in no backbone, and those of rounds that never closed. */
    synchronized int lost(int rounds) {
        return rounds * sites - closed().stream().mapToInt(Times::counted).sum();
    }
}
