package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Future;

/** The round came to nothing; the backbone is what it was. */
final class Abandoned extends RoundStage {
    private final String reason;

    Abandoned(Round round, String reason) {
        super(round);
        this.reason = reason;
    }

    @Override
    void entered() {
        run.journal()
                .write(journal -> journal.rounds().abandoned(round.id(), reason))
                .onFailure(run::fail)
                .onSuccess(written -> {
                    if (round.isIn(this)) {
                        round.training().abandoned(round, reason);
                    }
                });
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        return Answers.refused(Refusal.ROUND_CLOSED, "Round " + round.id() + " was abandoned: " + reason);
    }
}
