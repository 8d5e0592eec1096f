package io.lorkd.coordinator.event;

import java.util.Set;

/** How much each event needs somebody's attention: in one place, so that they can be weighed against each other. */
final class Severities {
    private static final Set<Class<?>> ERRORS = Set.of(RunEvent.RunFailed.class);

    private static final Set<Class<?>> WARNINGS = Set.of(
            RunEvent.RunStopped.class,
            SiteEvent.SiteLost.class,
            SiteEvent.SiteTurnedAway.class,
            RoundEvent.RoundAbandoned.class,
            WorkEvent.LeaseExpired.class,
            WorkEvent.UpdateRefused.class,
            WorkEvent.WorkFailed.class);

    private static final Set<Class<?>> NOTICES = Set.of(
            RunEvent.RunOpened.class,
            RunEvent.RunTakenUp.class,
            RunEvent.RanksDecided.class,
            RunEvent.RunPaused.class,
            RunEvent.RunResumed.class,
            RunEvent.RunFinished.class,
            SiteEvent.SiteJoined.class,
            SiteEvent.SiteReturned.class,
            SiteEvent.SiteReported.class,
            OrderGiven.class);

    private Severities() {}

    /** What is not named above is of the usual way of things. */
    static Severity of(CoordinatorEvent event) {
        Class<?> kind = event.getClass();
        if (ERRORS.contains(kind)) {
            return Severity.ERROR;
        }
        if (WARNINGS.contains(kind)) {
            return Severity.WARNING;
        }
        return NOTICES.contains(kind) ? Severity.NOTICE : Severity.INFO;
    }
}
