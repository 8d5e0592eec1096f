package io.lorkd.site.event;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.plan.Plan;

import java.time.Duration;

/** One thing that happened at a site. */
public sealed interface SiteEvent {

    /**
     * The site does something else.
     *
     * @param state the name of what it does now, such as {@code Training}
     * @param bytesServed of updates that have left the site so far, since the process began
     */
    record StateEntered(String state, long bytesServed) implements SiteEvent {}

    /**
     * A backbone or a teacher was pulled, or the try to do so ended.
     *
     * @param bytes that came over the wire
     */
    record Pulled(long bytes, Duration took, boolean whole) implements SiteEvent {}

    /** The site takes part in a run, from now on. */
    record RunEntered(String run, Plan plan) implements SiteEvent {}

    /** The work on an offer begins, or goes on where it was cut. */
    record WorkBegun(RoundOffer offer) implements SiteEvent {}

    /**
     * A training step is done.
     *
     * @param step steps done
     * @param steps steps to do
     * @param loss the step's mean loss
     */
    record StepDone(RoundId round, long step, long steps, double loss) implements SiteEvent {}

    /** What was trained is in the outbox, and the coordinator is told so; it is told again after each later attempt. */
    record UpdateAnnounced(UpdateReady update) implements SiteEvent {}

    /** What was trained in a round counts: the round was committed with this site's update. */
    record Promoted(RoundId round) implements SiteEvent {}
}
