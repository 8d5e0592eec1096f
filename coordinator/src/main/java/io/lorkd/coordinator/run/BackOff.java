package io.lorkd.coordinator.run;

import io.lorkd.protocol.plan.Rounds;

import java.time.Duration;

/**
 * What follows an attempt that was abandoned: a pause that doubles with each, and after so many that a person has to look.
 * It is told by the attempt's number alone, which goes on counting: so there is nothing to remember over a restart.
 *
 * @param first the pause after the first attempt
 * @param longest the longest pause
 * @param attempts how many attempts there are before the run stands still, and again after it was resumed
 */
record BackOff(Duration first, Duration longest, int attempts) {

    static BackOff of(Rounds rounds) {
        return new BackOff(rounds.backOff(), rounds.deadline(), rounds.attempts());
    }

    boolean isExhaustedBy(int attempt) {
        return attempt % attempts == 0;
    }

    /** The pause after an attempt, counted from 1. */
    Duration after(int attempt) {
        Duration pause = first;
        for (int doubled = 0; doubled < (attempt - 1) % attempts && pause.compareTo(longest) < 0; doubled++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
