package io.lorkd.coordinator.registry;

import io.lorkd.protocol.message.Refusal;

/** What became of a site's wish to take part. */
public sealed interface Enrolment {

    /** It is new here. */
    record Joined(EnrolledSite site) implements Enrolment {}

    /** It was enrolled before, from the same state folder. */
    record Returned(EnrolledSite site) implements Enrolment {}

    record Denied(Refusal refusal, String reason) implements Enrolment {}
}
