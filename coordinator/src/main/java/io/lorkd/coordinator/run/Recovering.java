package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run is taken up where its journal says that it is, after a restart or a pause. Every site is asked what it holds, and what
 * lies here of the open round is checked meanwhile; then the sites are told again how rounds ended that they may not have heard
 * of, and the run goes on. Until then sites are asked to wait, so that none is told anything by a coordinator that knows half.
 */
final class Recovering extends RunState {
    private final OpenRun past;
    private final Resumption resumption;
    private final Map<String, Answer.Holding> holdings = new TreeMap<>();
    private final Promise<Void> heard = Promise.promise();
    private Time.Timer patience = () -> {};

    /** @param past read from the journal just now */
    Recovering(Run run, OpenRun past) {
        super(run);
        this.past = past;
        this.resumption = new Resumption(run, past);
    }

    @Override
    String words() {
        return "recovering (" + holdings.size() + " of " + run.sites().size() + " sites have said what they hold)";
    }

    @Override
    Admission admission() {
        return resumption.admission();
    }

    @Override
    void entered() {
        run.recall(past);
        run.happened(new RunEvent.RunTakenUp(
                run.id(), past.committedRounds(), past.sites().size()));
        patience = run.time().after(run.settings().liveness().lostAfter(), heard::tryComplete);
        run.participants().forEach(this::ask);
        endIfAllAnswered();
        run.files()
                .call(resumption::checkFiles)
                .compose(checked -> tellOfTheLastCommit())
                .compose(told -> heard.future())
                .onSuccess(answered -> goOn())
                .onFailure(e -> {
                    if (run.isIn(this)) {
                        run.fail(e);
                    }
                });
    }

    /** A process that was killed between a commit and its event did not tell of it, and people see what events tell. */
    private Future<Void> tellOfTheLastCommit() {
        return past.committed()
                .map(last -> run.journal()
                        .ask(journal -> journal.events().has(run.id(), RoundCommitted.class, last.number()))
                        .onSuccess(told -> {
                            if (!told && run.isIn(this)) {
                                run.happened(committed(last));
                            }
                        })
                        .<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private RoundCommitted committed(RoundRecord last) {
        RunOutcome.Bytes bytes = run.bytes();
        return new RoundCommitted(
                last.row().round(),
                last.contributors(),
                last.nextBackbone().orElseThrow(),
                Committed.losses(last.counted()),
                bytes.down(),
                bytes.up());
    }

    /** First what is frozen is looked for; see {@link #goOn}. */
    @Override
    boolean mayStop() {
        return false;
    }

    @Override
    void left() {
        patience.cancel();
        run.lines().withdraw(ToSite.Recall.class::isInstance);
    }

    private void ask(EnrolledSite site) {
        run.line(site.id()).send(new ToSite.Recall(run.id()), answer -> {
            // A refusal is from an agent that has just started; it enrols soon, and is asked again.
            if (answer instanceof Answer.Holding holding && run.isIn(this)) {
                holdings.put(site.id(), holding);
                endIfAllAnswered();
            }
        });
    }

    private void endIfAllAnswered() {
        if (run.participants().stream().allMatch(site -> holdings.containsKey(site.id()))) {
            heard.tryComplete();
        }
    }

    /** An agent that started again may hold less than it said before. */
    @Override
    void arrived(EnrolledSite site) {
        holdings.remove(site.id());
        run.line(site.id()).withdraw(ToSite.Recall.class::isInstance);
        ask(site);
    }

    @Override
    Optional<Answer> notNow(ToCoordinator message) {
        boolean knownSiteReturns = message instanceof Enrol enrol
                && run.sites()
                        .find(enrol.site())
                        .filter(site -> site.instance().equals(enrol.instance()))
                        .isPresent();
        return knownSiteReturns
                ? Optional.empty()
                : Optional.of(new Answer.Wait(
                        run.settings().liveness().heartbeat(), "The coordinator has started again and is recovering"));
    }

    private void goOn() {
        if (!run.isIn(this)) {
            return;
        }
        resumption.tellClosings(holdings);
        if (run.orders().stop().isPresent() && !resumption.isFrozen()) {
            run.stop(run.orders().stop().get());
            return;
        }
        RunState next = resumption.next(holdings.keySet());
        resumption.recallWork(next, holdings);
        run.become(next);
        holdings.forEach(this::stagePending);
    }

    /** The answer is lost; the site hears it when it announces the update again, which the same offer makes it do. */
    private void stagePending(String site, Answer.Holding holding) {
        Optional<UpdateReady> ready = holding.pending()
                .filter(update ->
                        update.site().equals(site) && update.round().run().equals(run.id()));
        if (ready.isPresent()) {
            Future<Answer> staged = run.state().update(ready.get());
            staged.onFailure(run::fail);
        }
    }
}
