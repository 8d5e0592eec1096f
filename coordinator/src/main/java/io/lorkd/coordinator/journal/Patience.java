package io.lorkd.coordinator.journal;

import java.time.Duration;

/**
 * How long a database is waited for.
 *
 * @param pause the time between two tries
 * @param starts tries at the start, while the session of a coordinator that has just ended still has the lock
 * @param tries tries when the database went away
 */
record Patience(Duration pause, int starts, int tries) {

    /** As long as the restart of a server takes. Then the process ends, and whatever starts it again waits longer. */
    static Patience standard() {
        return new Patience(Duration.ofSeconds(1), 10, 120);
    }

    /** Returns false where the thread is to end instead. */
    boolean pauseOnce() {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
