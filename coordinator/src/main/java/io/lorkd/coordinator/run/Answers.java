package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.vertx.core.Future;

/** The answers that most messages get. */
final class Answers {
    private Answers() {}

    static Future<Answer> accepted() {
        return Future.succeededFuture(new Answer.Accepted());
    }

    static Future<Answer> refused(Refusal refusal, String reason) {
        return Future.succeededFuture(new Answer.Refused(refusal, reason));
    }
}
