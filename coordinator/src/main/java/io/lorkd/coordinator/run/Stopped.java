package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.journal.RunRowState;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite;

import java.util.List;

/** An operator ended the run. What was committed before stays as it is. */
final class Stopped extends Ended {
    private final Stop order;
    private final List<SiteReport> reports;

    /** @param reports of sites that had finished before */
    Stopped(Run run, Stop order, List<SiteReport> reports) {
        super(run);
        this.order = order;
        this.reports = List.copyOf(reports);
    }

    @Override
    String words() {
        return "stopped";
    }

    @Override
    String reason() {
        return "stopped by " + order.by() + ": " + order.reason();
    }

    @Override
    void entered() {
        end(RunRowState.STOPPED, RunOutcome.State.STOPPED, reports);
    }

    @Override
    void tell() {
        run.happened(new RunEvent.RunStopped(run.id(), reason()));
        run.sites().all().forEach(site -> run.line(site.id()).send(new ToSite.RunEnded(run.id(), reason())));
    }
}
