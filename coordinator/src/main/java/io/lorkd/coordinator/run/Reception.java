package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.Enrolment;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToCoordinator.AskPlan;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.vertx.core.Context;
import io.vertx.core.Future;

import java.util.Optional;

/**
 * Hears the sites: enrols them, notes that they live, and passes what they say on to the state that the run is in. On the
 * scheduler's event loop.
 */
final class Reception {
    private final Run run;
    private final Context home;

    /** @param home the scheduler's event loop */
    Reception(Run run, Context home) {
        this.run = run;
        this.home = home;
    }

    Future<Answer> hear(ToCoordinator message) {
        Optional<Answer> notNow = run.state().notNow(message);
        if (notNow.isPresent()) {
            if (message instanceof Heartbeat heartbeat) {
                run.sites().heard(heartbeat.site(), heartbeat.instance());
            }
            return Future.succeededFuture(notNow.get());
        }
        if (message instanceof Enrol enrol) {
            return onEnrol(enrol);
        }
        if (message instanceof AskPlan) {
            return onAskPlan();
        }
        if (message instanceof Heartbeat heartbeat) {
            return onHeartbeat(heartbeat);
        }
        if (run.sites().heard(message.site()).isEmpty()) {
            return unknown(message.site());
        }
        if (message instanceof UpdateReady update) {
            return ofThisRun(update.round().run()).orElseGet(() -> run.state().update(update));
        }
        if (message instanceof WorkFailed failed) {
            return ofThisRun(failed.round().run()).orElseGet(() -> run.state().failed(failed));
        }
        if (message instanceof Measured measured) {
            return ofThisRun(measured.run()).orElseGet(() -> run.state().measured(measured));
        }
        SiteReport report = (SiteReport) message;
        return ofThisRun(report.run()).orElseGet(() -> run.state().reported(report));
    }

    private Future<Answer> onEnrol(Enrol message) {
        if (run.state() instanceof Ended) {
            return later("The run is over; wait until another one is started");
        }
        boolean isDone = run.state() instanceof Finishing
                && run.sites()
                        .find(message.site())
                        .filter(site -> !run.awaits(site))
                        .isPresent();
        if (isDone) {
            return later("The run is finishing, and this site is done with it; wait until another one is started");
        }
        Enrolment enrolment = run.sites().enrol(message, run.state().admission());
        if (enrolment instanceof Enrolment.Denied denied) {
            return turnedAway(message.site(), denied);
        }
        boolean isNew = enrolment instanceof Enrolment.Joined;
        if (isNew) {
            run.lines().restart(message.site());
        }
        EnrolledSite site = run.sites().find(message.site()).orElseThrow();
        if (!run.orders().excludes(site.id())) {
            run.backbone().grantTo(site.id());
        }
        return run.journal().write(rows -> rows.siteEnrolled(run.id(), message)).map(written -> {
            run.happened(
                    isNew
                            ? new SiteEvent.SiteJoined(site.id(), site.regions(), site.device())
                            : new SiteEvent.SiteReturned(site.id(), site.regions(), site.device()));
            // After the answer: the site must know that it is enrolled before it is given work.
            home.runOnContext(later -> {
                run.orders()
                        .exclusion(site.id())
                        .ifPresentOrElse(
                                given -> run.sayThatItIsExcluded(site, given),
                                () -> run.state().arrived(site));
                run.line(site.id()).resume();
            });
            return new Answer.Enrolled(
                    run.id(), run.plan(), run.settings().liveness().heartbeat());
        });
    }

    /** To a site that is not enrolled, and may never be: its hospital looks at the plan first. */
    private Future<Answer> onAskPlan() {
        return run.state() instanceof Ended
                ? later("The run is over; wait until another one is started")
                : Future.succeededFuture(new Answer.PlanShown(run.id(), run.plan()));
    }

    private Future<Answer> later(String reason) {
        return Future.succeededFuture(new Answer.Wait(run.settings().liveness().heartbeat(), reason));
    }

    private Future<Answer> turnedAway(String site, Enrolment.Denied denied) {
        run.happened(new SiteEvent.SiteTurnedAway(site, denied.refusal(), denied.reason()));
        return Answers.refused(denied.refusal(), denied.reason());
    }

    private Future<Answer> onHeartbeat(Heartbeat message) {
        if (run.sites().heard(message.site(), message.instance()).isEmpty()) {
            return unknown(message.site());
        }
        message.progress().ifPresent(step -> run.state().progressed(message.site(), step));
        return Answers.accepted();
    }

    private static Future<Answer> unknown(String site) {
        return Answers.refused(Refusal.UNKNOWN_SITE, "Site '" + site + "' is not enrolled here; enrol first");
    }

    /** Empty if it is; the refusal if not. */
    private Optional<Future<Answer>> ofThisRun(String spokenOf) {
        return spokenOf.equals(run.id())
                ? Optional.empty()
                : Optional.of(Answers.refused(
                        Refusal.UNKNOWN_RUN, "Run " + spokenOf + " is not the one that goes on here, " + run.id()));
    }
}
