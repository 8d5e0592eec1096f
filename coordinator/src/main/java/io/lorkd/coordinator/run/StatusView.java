package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.journal.OpenRun.Exclusion;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.run.RunStatus.SiteStatus;
import io.lorkd.protocol.message.ToCoordinator.Progress;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts a run's status together. */
final class StatusView {
    private final Run run;
    private final Map<String, Progress> progress = new TreeMap<>();

    StatusView(Run run) {
        this.run = run;
    }

    void progressed(String site, Progress step) {
        progress.put(site, step);
    }

    RunStatus status() {
        Optional<Round> round =
                run.state() instanceof Training training ? Optional.ofNullable(training.round()) : Optional.empty();
        Map<String, Double> losses = new TreeMap<>();
        run.standing().losses().forEach((region, loss) -> losses.put(region, finite(loss)));
        Optional<Pause> pause = run.orders().pause();
        return new RunStatus(
                run.id(),
                run.plan().name(),
                run.state().words(),
                pause.map(Pause::reason).orElse(""),
                pause.flatMap(Pause::by).orElse(""),
                round.map(open -> open.id().round()).orElse(0),
                run.plan().rounds().total(),
                round.map(open -> open.id().attempt()).orElse(0),
                run.standing().committedRounds(),
                run.backbone().current().sha256(),
                run.standing().ranks(),
                losses,
                run.bytes(),
                run.sites().all().stream().map(site -> status(site, round)).toList());
    }

    /** What of the run changes by itself. */
    CoordinatorEvent.Pulse pulse() {
        Map<String, Duration> leases = run.state() instanceof Training training
                        && training.round() != null
                        && training.round().stage() instanceof Gathering gathering
                ? gathering.leases()
                : Map.of();
        Map<String, CoordinatorEvent.Pulse.Sign> signs = new TreeMap<>();
        for (EnrolledSite site : run.sites().all()) {
            signs.put(
                    site.id(),
                    new CoordinatorEvent.Pulse.Sign(
                            run.sites().isLost(site.id()),
                            run.sites().silence(site.id()),
                            Optional.ofNullable(leases.get(site.id()))));
        }
        RunOutcome.Bytes bytes = run.bytes();
        return new CoordinatorEvent.Pulse(run.id(), bytes.down(), bytes.up(), signs);
    }

    private SiteStatus status(EnrolledSite site, Optional<Round> round) {
        Optional<Progress> step = Optional.ofNullable(progress.get(site.id()))
                .filter(last -> round.isPresent() && isOf(round.get(), last));
        return new SiteStatus(
                site.id(),
                site.device(),
                site.samplesByRegion(),
                !run.sites().isLost(site.id()),
                run.sites().silence(site.id()).toMillis() / 1000.0,
                round.map(open -> work(open, site)).orElse(""),
                run.orders().exclusion(site.id()).map(Exclusion::reason).orElse(""),
                step.map(Progress::step).orElse(0L),
                step.map(Progress::steps).orElse(0L),
                step.map(last -> finite(last.loss())).orElse(null));
    }

    /** With a buffer a site may be at work for an earlier offer. */
    private static boolean isOf(Round open, Progress last) {
        return open.id().equals(last.round()) || open.run().plan().buffered().isPresent();
    }

    private static String work(Round round, EnrolledSite site) {
        return round.stage() instanceof Gathering gathering
                ? gathering.words().getOrDefault(site.id(), "joins with the next round")
                : "waits";
    }

    /** JSON has no NaN. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
