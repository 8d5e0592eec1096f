package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.Aggregation;
import io.lorkd.coordinator.aggregation.Update;
import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Future;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The list of contributions is frozen and journalled; the next backbone is made of it. What arrives now is refused, unless it
 * is on the list already.
 */
final class Committing extends RoundStage {
    private final List<Contribution> contributions;
    private Duration frozenAt = Duration.ZERO;
    private Duration madeAt = Duration.ZERO;

    /** @param contributions in the order of site ids */
    Committing(Round round, List<Contribution> contributions) {
        super(round);
        this.contributions = List.copyOf(contributions);
    }

    @Override
    void entered() {
        Duration began = run.time().now();
        run.journal()
                .write(journal -> journal.rounds().committing(round.id(), contributions))
                .compose(frozen -> {
                    frozenAt = run.time().now();
                    return run.files().call(this::aggregate);
                })
                .compose(next -> {
                    madeAt = run.time().now();
                    return run.journal()
                            .write(journal ->
                                    journal.rounds().committed(round.id(), next.sha256(), next.optimiserState()))
                            .map(next);
                })
                .onFailure(run::fail)
                .onSuccess(next -> {
                    run.happened(new RoundEvent.BackboneMade(
                            round.id(),
                            frozenAt.minus(began),
                            madeAt.minus(frozenAt),
                            run.time().now().minus(madeAt)));
                    round.become(new Committed(round, contributions, next));
                });
    }

    /** Blocks. The state is kept before the backbone that it belongs to. */
    private Backbone aggregate() throws IOException {
        BlobStore blobs = run.blobs();
        Aggregation.Outputs made = run.settings()
                .recipe()
                .aggregation(round.learningRate())
                .run(
                        new Aggregation.Inputs(
                                blobs.path(round.base().sha256()),
                                round.base().optimiserState().map(blobs::path),
                                contributions.stream()
                                        .map(contribution -> new Update(
                                                contribution.site(),
                                                blobs.path(contribution.digest()),
                                                contribution.weight()))
                                        .toList()),
                        blobs.staging("next-backbone"),
                        blobs.staging("next-optimiser-state"));
        Optional<String> state = made.optimiserState().isPresent()
                ? Optional.of(blobs.keep(made.optimiserState().get()))
                : Optional.empty();
        Backbone next = new Backbone(blobs.keep(made.backbone()), state);
        CoordinatorCrashPoint.AGGREGATED.reached();
        return next;
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        return answer(round, contributions, message);
    }

    static Future<Answer> answer(Round round, List<Contribution> contributions, UpdateReady message) {
        boolean counted = contributions.stream()
                .anyMatch(contribution -> contribution.site().equals(message.site())
                        && contribution.digest().equals(message.digest()));
        return counted
                ? Answers.accepted()
                : Answers.refused(Refusal.ROUND_CLOSED, "Round " + round.id() + " has closed");
    }
}
