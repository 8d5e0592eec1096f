package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;

import java.util.List;

/** All rounds are committed, and at least one site has its experts. */
final class Finished extends Ended {
    private final List<SiteReport> reports;
    private final List<String> missing;

    Finished(Run run, List<SiteReport> reports, List<String> missing) {
        super(run);
        this.reports = reports;
        this.missing = missing;
    }

    @Override
    String words() {
        return "finished";
    }

    @Override
    String reason() {
        return missing.isEmpty() ? "" : "no report from " + String.join(", ", missing);
    }

    @Override
    void entered() {
        end(RunRowState.FINISHED, RunOutcome.State.FINISHED, reports);
    }

    @Override
    void tell() {
        run.happened(new RunEvent.RunFinished(run.id(), run.backbone().current().sha256(), missing));
        run.sites().all().stream()
                .map(EnrolledSite::id)
                .forEach(site -> run.orders()
                        .exclusion(site)
                        .ifPresent(given -> run.line(site)
                                .send(new ToSite.RunEnded(
                                        run.id(), "the site was excluded by " + given.by() + ": " + given.reason()))));
    }

    /** A site whose report was taken did not hear so, and says it again. */
    @Override
    Future<Answer> reported(SiteReport message) {
        return Answers.accepted();
    }
}
