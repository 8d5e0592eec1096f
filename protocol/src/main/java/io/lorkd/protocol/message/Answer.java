package io.lorkd.protocol.message;

import io.lorkd.protocol.plan.Plan;

import java.time.Duration;

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
