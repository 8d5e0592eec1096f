package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.JournalThread;
import io.vertx.core.Future;

import java.util.Optional;

/**
 * That a run is to stand still before it offers another round, given by a person or by rounds that come to nothing. It is on
 * disk before it has an effect, so that a coordinator that starts again stands still, too.
 */
final class PauseOrder {
    private final String run;
    private final JournalThread journal;
    private Optional<String> reason = Optional.empty();

    PauseOrder(String run, JournalThread journal) {
        this.run = run;
        this.journal = journal;
    }

    /** Why the run is to stand still; empty where it is not. */
    Optional<String> reason() {
        return reason;
    }

    /** Done when it is on disk. */
    Future<Void> give(String why) {
        return journal.write(rows -> rows.runPaused(run, why)).onSuccess(written -> reason = Optional.of(why));
    }

    /** Takes it back; done when that is on disk. */
    Future<Void> cancel() {
        return journal.write(rows -> rows.runResumed(run)).onSuccess(written -> reason = Optional.empty());
    }

    /** The journal has it already. */
    void found(String why) {
        reason = Optional.of(why);
    }
}
