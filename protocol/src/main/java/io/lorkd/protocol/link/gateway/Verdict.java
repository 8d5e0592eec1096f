package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.message.Refusal;

/** Whether a request may pass. */
sealed interface Verdict {
    /** It may. */
    record Allowed() implements Verdict {}

    /** It may not. */
    record Forbidden(String why) implements Verdict {}

    /** Nobody can tell, since it is no message of ours; whoever sent it is answered with a refusal. */
    record Unreadable(Refusal refusal, String why) implements Verdict {}

    static Verdict when(boolean holds, String otherwise) {
        return holds ? new Allowed() : new Forbidden(otherwise);
    }
}
