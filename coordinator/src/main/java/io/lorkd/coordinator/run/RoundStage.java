package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.vertx.core.Future;

import java.util.Optional;

/** How far a round is. A stage hears what happens and says what the round does next. */
abstract sealed class RoundStage permits Offered, Gathering, Committing, Committed, Abandoned {
    final Round round;
    final Run run;

    RoundStage(Round round) {
        this.round = round;
        this.run = round.run();
    }

    abstract void entered();

    void left() {}

    /** Answers an update for this round. */
    abstract Future<Answer> update(UpdateReady message);

    void failed(WorkFailed message) {}

    void arrived(EnrolledSite site) {}

    void lost(EnrolledSite site) {}

    /** As {@link RunState#excluded}. */
    Optional<RoundId> excluded(String site, String reason) {
        return Optional.empty();
    }

    /** As {@link RunState#readmitted}. */
    void readmitted(EnrolledSite site) {}

    void progressed(String site, Progress progress) {}

    /** Time has passed; called now and then. */
    void ticked() {}
}
