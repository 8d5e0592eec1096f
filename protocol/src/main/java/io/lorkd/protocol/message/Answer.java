package io.lorkd.protocol.message;

import io.lorkd.protocol.plan.Plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The answer to any message. */
public sealed interface Answer extends ControlMessage {

    /** Heard and, where it applies, on disk. */
    record Accepted() implements Answer {}

    /**
     * The site takes part.
     *
     * @param run the run's id
     * @param plan what is trained and how
     * @param heartbeat how often the coordinator wants to hear of the site
     */
    record Enrolled(String run, Plan plan, Duration heartbeat) implements Answer {
        public Enrolled {
            Require.run(run);
            Require.present("plan", plan);
            Require.that(
                    heartbeat != null && !heartbeat.isNegative() && !heartbeat.isZero(),
                    "heartbeat",
                    heartbeat,
                    "a duration above 0");
        }
    }

    /** What a site would take part in, in answer to {@link ToCoordinator.AskPlan}. */
    record PlanShown(String run, Plan plan) implements Answer {
        public PlanShown {
            Require.run(run);
            Require.present("plan", plan);
        }
    }

    /**
     * What a site holds of a run, in answer to {@link ToSite.Recall}.
     *
     * @param training the round that it is at work on
     * @param pending the update that it has ready and whose round it has not heard the end of
     * @param promotedRound the last round that it promoted
     */
    record Holding(Optional<RoundId> training, Optional<ToCoordinator.UpdateReady> pending, OptionalInt promotedRound)
            implements Answer {
        public Holding {
            Require.present("training", training);
            Require.present("pending", pending);
            Require.present("promotedRound", promotedRound);
        }
    }

    /** Not yet: ask again after the given time. The coordinator is starting, or its run has not. */
    record Wait(Duration retryAfter, String reason) implements Answer {
        public Wait {
            Require.notNegative("retryAfter", retryAfter);
            Require.present("reason", reason);
        }
    }

    /**
     * No.
     *
     * @param reason a sentence for people to read: what was found, what was expected, what to do
     */
    record Refused(Refusal refusal, String reason) implements Answer {
        public Refused {
            Require.present("refusal", refusal);
            Require.present("reason", reason);
        }
    }
}
