package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.journal.EndedRun;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.vertx.core.Future;

import java.util.List;
import java.util.Locale;

/**
 * The run had ended when this process began: the one before may have been killed on its last step, so how the run ended is
 * written and told again. A site that did not hear that its report was taken has a while to say it once more.
 */
final class EndedBefore extends Ended {
    private final EndedRun past;
    private Time.Timer patience = () -> {};

    EndedBefore(Run run, EndedRun past) {
        super(run);
        this.past = past;
    }

    @Override
    String words() {
        return past.state().name().toLowerCase(Locale.ROOT);
    }

    @Override
    String reason() {
        return past.reason();
    }

    @Override
    void entered() {
        run.recall(past.run());
        RunEvent end = end();
        run.journal()
                .ask(journal -> journal.events().has(run.id(), end.getClass()))
                .onSuccess(told -> {
                    if (!told) {
                        run.happened(end);
                    }
                });
        RunOutcome outcome = run.outcomeNow(
                RunOutcome.State.valueOf(past.state().name()),
                past.reason(),
                past.run().reports());
        patience = run.time()
                .after(
                        run.settings().liveness().lostAfter(),
                        () -> run.files()
                                .call(() -> {
                                    outcome.write(run.outcomeFile());
                                    return outcome;
                                })
                                .onSuccess(run::end)
                                .onFailure(e -> run.end(run.outcomeNow(
                                        RunOutcome.State.OPEN,
                                        "How the run ended cannot be written: " + e,
                                        outcome.reports()))));
    }

    private RunEvent end() {
        return switch (past.state()) {
            case FINISHED ->
                new RunEvent.RunFinished(run.id(), run.backbone().current().sha256(), missing());
            case STOPPED -> new RunEvent.RunStopped(run.id(), past.reason());
            case FAILED -> new RunEvent.RunFailed(run.id(), past.reason());
            case OPEN -> throw new IllegalStateException("Run " + run.id() + " has not ended");
        };
    }

    private List<String> missing() {
        List<String> reported =
                past.run().reports().stream().map(SiteReport::site).toList();
        return run.participants().stream()
                .map(EnrolledSite::id)
                .filter(site -> !reported.contains(site))
                .toList();
    }

    @Override
    void left() {
        patience.cancel();
    }

    @Override
    void tell() {}

    @Override
    Future<Answer> reported(SiteReport message) {
        return Answers.accepted();
    }
}
