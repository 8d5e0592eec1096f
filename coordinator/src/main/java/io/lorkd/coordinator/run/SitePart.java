package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.vertx.core.Future;

/** What a chosen site has done for a round so far. */
sealed interface SitePart {

    /** It was offered the round, and has not answered with an update. */
    record Awaited() implements SitePart {}

    /** Its update is being pulled and checked. */
    record Staging(String digest, Future<Answer> answer) implements SitePart {}

    /** Its update is on disk. */
    record Contributed(Contribution contribution) implements SitePart {}

    /** Its update was refused, or its work failed; it will not contribute. */
    record Declined(Refusal refusal, String reason) implements SitePart {}

    /** For people to read. */
    default String words() {
        if (this instanceof Staging) {
            return "sending";
        }
        if (this instanceof Contributed) {
            return "contributed";
        }
        return this instanceof Declined declined ? "out: " + declined.reason() : "working";
    }
}
