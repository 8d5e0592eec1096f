package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.intake.UpdateRefusedException;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.stream.Collectors.toMap;

/** The sites train; their updates are staged as they come, until the quorum says that the round closes. */
final class Collecting extends RoundStage {
    private static final Logger LOG = LoggerFactory.getLogger(Collecting.class);

    private final Quorum quorum;
    private final SortedMap<String, SitePart> parts = new TreeMap<>();
    private Duration end = Duration.ZERO;
    private Time.Timer deadline = () -> {};
    private boolean deadlinePassed;

    Collecting(Round round) {
        super(round);
        this.quorum = Quorum.of(run.plan(), round.chosen().size());
    }

    @Override
    void entered() {
        Duration patience = run.plan().rounds().deadline();
        end = run.time().now().plus(patience);
        deadline = run.time().after(patience, () -> {
            deadlinePassed = true;
            closeIfSettled();
        });
        round.chosen().forEach(site -> parts.put(site.id(), new SitePart.Awaited()));
        round.chosen().forEach(this::offer);
        run.happened(new CoordinatorEvent.RoundOffered(
                round.id(),
                run.plan().rounds().total(),
                round.phase(),
                List.copyOf(parts.keySet()),
                round.learningRate()));
        closeIfSettled();
    }

    @Override
    void left() {
        deadline.cancel();
        run.lines().withdraw(RoundOffer.class::isInstance);
    }

    private void offer(EnrolledSite site) {
        RoundOffer offer = new RoundOffer(
                round.id(),
                round.phase(),
                round.base().sha256(),
                round.training().ranks(site),
                round.learningRate(),
                round.work(site.id()),
                end.minus(run.time().now()),
                run.plan().rounds().lease());
        run.line(site.id()).send(offer, answer -> {
            if (answer instanceof Answer.Refused refused && round.isIn(this)) {
                decline(site.id(), refused.refusal(), "it refused the offer: " + refused.reason());
            }
        });
    }

    /** A site that started again does not know of the offer. One that joined now takes part from the next round on. */
    @Override
    void arrived(EnrolledSite site) {
        if (parts.get(site.id()) instanceof SitePart.Awaited) {
            run.line(site.id()).withdraw(RoundOffer.class::isInstance);
            offer(site);
        }
    }

    @Override
    void lost(EnrolledSite site) {
        closeIfSettled();
    }

    @Override
    void progressed(String site, Progress progress) {
        if (parts.get(site) instanceof SitePart.Awaited) {
            run.happened(new CoordinatorEvent.SiteProgress(site, progress));
        }
    }

    @Override
    void failed(WorkFailed message) {
        if (parts.get(message.site()) instanceof SitePart.Awaited) {
            decline(message.site(), Refusal.ROUND_CLOSED, message.reason());
        }
    }

    private void decline(String site, Refusal refusal, String reason) {
        parts.put(site, new SitePart.Declined(refusal, reason));
        run.happened(new CoordinatorEvent.WorkFailed(site, round.id(), reason));
        closeIfSettled();
    }

    @Override
    Future<Answer> update(UpdateReady message) {
        SitePart part = parts.get(message.site());
        if (part instanceof SitePart.Staging staging && staging.digest().equals(message.digest())) {
            return staging.answer();
        }
        if (part instanceof SitePart.Staging) {
            return Answers.refused(Refusal.BUSY, "Another update of this round is being pulled");
        }
        if (part instanceof SitePart.Contributed contributed) {
            return contributed.contribution().digest().equals(message.digest())
                    ? Answers.accepted()
                    : Answers.refused(Refusal.NOT_OFFERED, "Another update of this round is in already");
        }
        if (part instanceof SitePart.Declined declined) {
            return Answers.refused(declined.refusal(), declined.reason());
        }
        return part == null
                ? Answers.refused(Refusal.NOT_OFFERED, "Round " + round.id() + " was not offered to " + message.site())
                : stage(message);
    }

    /** The order is: the file, the journal's row, the answer. */
    private Future<Answer> stage(UpdateReady message) {
        Promise<Answer> answer = Promise.promise();
        parts.put(message.site(), new SitePart.Staging(message.digest(), answer.future()));
        Contribution contribution = new Contribution(
                round.id(),
                message.round(),
                message.site(),
                message.digest(),
                message.bytes(),
                Math.min(message.samples(), enrolledSamples(message.site())),
                message.losses(),
                message.ledgerHead());
        run.intake()
                .stage(message)
                .compose(staged -> round.isIn(this)
                        ? run.journal().write(journal -> journal.rounds().staged(contribution))
                        : Future.succeededFuture())
                .onComplete(result ->
                        answer.complete(round.isIn(this) ? staged(message, contribution, result) : late(message)));
        return answer.future();
    }

    private Answer staged(UpdateReady message, Contribution contribution, AsyncResult<Void> result) {
        if (result.succeeded()) {
            parts.put(message.site(), new SitePart.Contributed(contribution));
            run.happened(new CoordinatorEvent.UpdateStaged(
                    message.site(),
                    round.id(),
                    message.bytes(),
                    Math.min(message.samples(), enrolledSamples(message.site())),
                    0,
                    message.losses(),
                    message.metrics()));
            closeIfSettled();
            return new Answer.Accepted();
        }
        if (result.cause() instanceof UpdateRefusedException refused) {
            parts.put(
                    message.site(),
                    refused.mayBeTriedAgain()
                            ? new SitePart.Awaited()
                            : new SitePart.Declined(refused.refusal(), refused.getMessage()));
            run.happened(new CoordinatorEvent.UpdateRefused(
                    message.site(), round.id(), refused.refusal(), refused.getMessage()));
            closeIfSettled();
            return new Answer.Refused(refused.refusal(), refused.getMessage());
        }
        LOG.error("The update of {} for round {} could not be staged", message.site(), round.id(), result.cause());
        parts.put(message.site(), new SitePart.Awaited());
        return new Answer.Refused(
                Refusal.INTERNAL, "The update could not be staged; the coordinator's log says why. Announce it again");
    }

    private Answer late(UpdateReady message) {
        return new Answer.Refused(
                Refusal.ROUND_CLOSED,
                "Round " + round.id() + " closed while " + message.site() + "'s update was on its way");
    }

    private long enrolledSamples(String id) {
        return run.sites().find(id).orElseThrow().samples();
    }

    private void closeIfSettled() {
        Quorum.Verdict verdict = quorum.decide(tally());
        if (verdict instanceof Quorum.Verdict.Commit) {
            round.become(new Committing(round, contributions()));
        } else if (verdict instanceof Quorum.Verdict.Abandon abandon) {
            round.become(new Abandoned(round, abandon.reason()));
        }
    }

    private Quorum.Tally tally() {
        int contributed = count(SitePart.Contributed.class);
        int declined = count(SitePart.Declined.class);
        int lost = (int) parts.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof SitePart.Awaited
                        && run.sites().isLost(entry.getKey()))
                .count();
        return new Quorum.Tally(contributed, declined, parts.size() - contributed - declined, lost, deadlinePassed);
    }

    private int count(Class<? extends SitePart> kind) {
        return (int) parts.values().stream().filter(kind::isInstance).count();
    }

    private List<Contribution> contributions() {
        return parts.values().stream()
                .filter(SitePart.Contributed.class::isInstance)
                .map(part -> ((SitePart.Contributed) part).contribution())
                .toList();
    }

    /** What each chosen site does, for people to read. */
    SortedMap<String, String> words() {
        return parts.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, part -> part.getValue().words(), (a, b) -> a, TreeMap::new));
    }
}
