package io.lorkd.coordinator.run;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sites fuse, test and report. It is over when every site has reported or is lost, or at the deadline of a round. A run
 * of which no site reports has no expert to show, and failed.
 */
final class Finishing extends RunState {
    private final SortedMap<String, SiteReport> reports = new TreeMap<>();
    private final Set<String> unheard;
    private Time.Timer deadline = () -> {};

    /** The last round is committed just now. */
    Finishing(Run run) {
        this(run, List.of(), Set.of());
    }

    /**
     * @param reported what is journalled already
     * @param living sites that have not ended: if they have reported, they have not heard that it was taken
     */
    Finishing(Run run, List<SiteReport> reported, Set<String> living) {
        super(run);
        this.unheard = new TreeSet<>(living);
        reported.forEach(report -> reports.put(report.site(), report));
    }

    @Override
    String words() {
        return "finishing (" + reports.size() + " of " + run.participants().size() + " sites have reported)";
    }

    @Override
    Admission admission() {
        return Admission.CLOSING;
    }

    @Override
    void entered() {
        deadline = run.time().after(run.plan().rounds().deadline(), this::end);
        CoordinatorCrashPoint.ASKING_FOR_REPORTS.reached();
        run.participants().stream().filter(this::awaits).forEach(this::ask);
        // Who is lost at this moment has the time until the deadline to come back.
        if (run.participants().stream().noneMatch(this::awaits)) {
            end();
        }
    }

    @Override
    void left() {
        deadline.cancel();
    }

    private void ask(EnrolledSite site) {
        run.line(site.id())
                .send(new ToSite.RunFinished(
                        run.id(),
                        run.backbone().current().sha256(),
                        run.standing().ranksOf(site)));
    }

    @Override
    void arrived(EnrolledSite site) {
        if (awaits(site)) {
            run.line(site.id()).withdraw(ToSite.RunFinished.class::isInstance);
            ask(site);
        }
    }

    @Override
    boolean awaits(EnrolledSite site) {
        return !reports.containsKey(site.id()) || unheard.contains(site.id());
    }

    @Override
    List<SiteReport> reports() {
        return List.copyOf(reports.values());
    }

    @Override
    void lost(EnrolledSite site) {
        endIfAllReported();
    }

    @Override
    Future<Answer> reported(SiteReport message) {
        return run.journal()
                .write(journal -> journal.results().reported(message))
                .compose(written -> {
                    if (run.isIn(this)) {
                        unheard.remove(message.site());
                        if (reports.put(message.site(), message) == null) {
                            run.happened(new SiteEvent.SiteReported(message.site(), message.regions()));
                        }
                        endIfAllReported();
                    }
                    return Answers.accepted();
                });
    }

    private void endIfAllReported() {
        if (run.participants().stream()
                .filter(this::awaits)
                .allMatch(site -> run.sites().isLost(site.id()))) {
            end();
        }
    }

    private void end() {
        if (reports.isEmpty()) {
            run.fail("No site reported its experts, though every round was committed");
        } else {
            run.become(new Finished(run, List.copyOf(reports.values()), missing()));
        }
    }

    private List<String> missing() {
        return run.participants().stream()
                .map(EnrolledSite::id)
                .filter(site -> !reports.containsKey(site))
                .toList();
    }
}
