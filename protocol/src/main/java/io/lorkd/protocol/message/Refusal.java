package io.lorkd.protocol.message;

/** Why a message was refused. */
public enum Refusal {
    /** The message is of another version of the protocol. */
    SCHEMA,
    /** The message cannot be read, or says what cannot be. */
    MALFORMED,
    /** A living site of another instance has this id. */
    SITE_ID_TAKEN,
    /** The site is not enrolled; it should enrol. */
    UNKNOWN_SITE,
    /** The run is not the one that goes on here. */
    UNKNOWN_RUN,
    /** The round or attempt is over. */
    ROUND_CLOSED,
    /** The update's backbone is too many rounds behind. */
    STALE,
    /** The site's update was not asked for. */
    NOT_OFFERED,
    /** The update's form is not the manifest's. */
    NOT_IN_MANIFEST,
    /** The update has a value that is NaN or infinite. */
    NOT_FINITE,
    /** The update could not be pulled whole. */
    TRANSFER_FAILED,
    /** The site enrols with regions or counts that the plan does not allow. */
    NOT_IN_PLAN,
    /** An operator has put the site out of the run; it takes part again when it is let in again. */
    EXCLUDED,
    /** The site is busy with something else. */
    BUSY,
    /** Something failed at the side that answers; its log says what. */
    INTERNAL
}
