package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.RoundRow;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Future;

import java.util.List;

/** The round is being journalled; no site has heard of it. */
final class Offered extends RoundStage {

    Offered(Round round) {
        super(round);
    }

    @Override
    void entered() {
        RoundRow row = new RoundRow(
                round.id(),
                round.phase(),
                round.learningRate(),
                round.base().sha256(),
                round.base().optimiserState());
        List<String> chosen = round.chosen().stream().map(EnrolledSite::id).toList();
        run.journal()
                .write(journal -> journal.rounds().offered(row, chosen))
                .onFailure(run::fail)
                .onSuccess(written -> round.become(round.training().pace().gathering(round, List.of())));
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        return Answers.refused(Refusal.NOT_OFFERED, "Round " + round.id() + " was not offered yet");
    }
}
