package io.lorkd.bench;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param rounds how often all trials are gone through: what disturbs the machine for a while falls on all variants alike
 * @param warmup of each trial in each round
 * @param measurement of each trial in each round
 */
record Effort(int rounds, Duration warmup, Duration measurement) {

    static final Effort FULL = new Effort(3, Duration.ofSeconds(2), Duration.ofSeconds(3));
    static final Effort QUICK = new Effort(1, Duration.ofMillis(800), Duration.ofSeconds(1));

    @Override
    public String toString() {
        return "%d %s, each with a fresh JVM per number, %s s warm-up and %s s of measurement"
                .formatted(rounds, rounds == 1 ? "round" : "rounds", seconds(warmup), seconds(measurement));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? String.valueOf(duration.toSeconds())
                : String.valueOf(duration.toMillis() / 1000.0);
    }
}
