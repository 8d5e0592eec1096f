package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.vertx.core.Future;

import java.time.Duration;

/** What a site has done about an offer so far. */
sealed interface SitePart {

    /** The round that it was offered. */
    RoundId round();

    /** It was told of the round, and has not said that it takes it. */
    record Offered(RoundId round) implements SitePart {}

    /** It took the offer, and has not answered with an update. */
    record Working(RoundId round, Lease lease) implements SitePart {}

    /** Its update is being pulled and checked. */
    record Sending(RoundId round, String digest, Future<Answer> answer, Lease lease) implements SitePart {}

    /** Its update is on disk. */
    record Contributed(Contribution contribution) implements SitePart {
        @Override
        public RoundId round() {
            return contribution.trained();
        }
    }

    /** Its update was refused, or its work failed; it will not contribute. */
    record Declined(RoundId round, Refusal refusal, String reason) implements SitePart {}

    /** Whether it may still contribute. */
    default boolean isAwaited() {
        return this instanceof Offered || this instanceof Working || this instanceof Sending;
    }

    /** Whether nothing of it has advanced for a lease. Who was only offered the work has no lease yet. */
    default boolean standsStill(Duration now) {
        return this instanceof Working working && working.lease().isExpired(now)
                || this instanceof Sending sending && sending.lease().isExpired(now);
    }
}
