package io.lorkd.coordinator.run;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The commit is on disk: the round cannot be lost any more, and can be told. */
final class Committed extends RoundStage {
    private static final Logger LOG = LoggerFactory.getLogger(Committed.class);

    private final List<Contribution> contributions;
    private final Backbone next;

    Committed(Round round, List<Contribution> contributions, Backbone next) {
        super(round);
        this.contributions = contributions;
        this.next = next;
    }

    /** Old files go when the round is committed: those of the plan's last rounds stay, for whoever recomputes one. */
    @Override
    void entered() {
        deleteOldFiles().onComplete(done -> {
            if (round.isIn(this)) {
                round.training()
                        .committed(
                                round,
                                next,
                                contributions.stream().map(Contribution::site).toList(),
                                losses(contributions));
            }
        });
    }

    private Future<Void> deleteOldFiles() {
        int oldest = round.id().round() - run.plan().rounds().keepRounds() + 1;
        return run.files()
                .call(run.blobs()::sweep)
                .compose(sweep -> run.journal()
                        .<Set<String>>ask(journal -> journal.rounds().needed(run.id(), oldest))
                        .compose(digests -> delete(sweep, digests)))
                .onFailure(e -> {
                    if (round.isIn(this)) {
                        LOG.warn("Files of old rounds could not be deleted; they are of no use any more", e);
                    }
                });
    }

    private Future<Void> delete(BlobStore.Sweep sweep, Set<String> digests) {
        Set<String> needed = new HashSet<>(digests);
        needed.addAll(round.training().pace().onTheWay());
        needed.addAll(run.backbone().earlier());
        needed.addAll(run.backbone().lasting());
        Set<String> underWay = run.intake().underWay();
        return run.files().call(() -> {
            sweep.retain(needed, underWay);
            return null;
        });
    }

    /** The mean training loss of each region, by weight. */
    static SortedMap<String, Double> losses(List<Contribution> contributions) {
        SortedMap<String, Double> sums = new TreeMap<>();
        Map<String, Double> weights = new TreeMap<>();
        for (Contribution contribution : contributions) {
            contribution.losses().forEach((region, loss) -> {
                sums.merge(region, contribution.weight() * loss, Double::sum);
                weights.merge(region, contribution.weight(), Double::sum);
            });
        }
        sums.replaceAll((region, sum) -> sum / weights.get(region));
        return sums;
    }

    List<Contribution> contributions() {
        return contributions;
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        return Committing.answer(round, contributions, message);
    }
}
