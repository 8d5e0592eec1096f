package io.lorkd.coordinator.crash;

import io.lorkd.protocol.crash.CrashPoint;

/**
 * Where a coordinator can be told to halt: on either side of every file that is made durable, every journal row and every
 * message of which the next step must not be without the one before. What {@code X_WRITTEN} names has happened; {@code
 * WRITING_X} is about to.
 */
public enum CoordinatorCrashPoint implements CrashPoint {
    // Files

    /** A whole file lies in staging, and is about to get its name. */
    KEEPING_BLOB,
    /** It has its name, and the folder is not synced yet. */
    BLOB_RENAMED,
    /** File and folder are on disk. */
    BLOB_KEPT,
    /** The file that tells how the run ended is about to be written. */
    WRITING_OUTCOME,
    OUTCOME_WRITTEN,

    // The run's rows

    OPENING_RUN,
    RUN_OPENED,
    ENROLLING_SITE,
    SITE_ENROLLED,
    WRITING_MEASUREMENT,
    MEASUREMENT_WRITTEN,
    WRITING_RANKS,
    RANKS_WRITTEN,
    WRITING_REPORT,
    REPORT_WRITTEN,
    ENDING_RUN,
    RUN_ENDED,

    // A round's rows

    WRITING_OFFER,
    OFFER_WRITTEN,
    WRITING_STAGED_ROW,
    STAGED_ROW_WRITTEN,
    FREEZING_CONTRIBUTIONS,
    CONTRIBUTIONS_FROZEN,
    AGGREGATED,
    WRITING_COMMIT,
    COMMIT_WRITTEN,
    WRITING_ABANDONMENT,
    ABANDONMENT_WRITTEN,

    // Messages

    /** The journal knows of the offer, no site does. */
    SENDING_OFFERS,
    OFFERS_SENT,
    /** An update is journalled, and its site is about to be told. */
    ANSWERING_UPDATE,
    /** The round is committed or abandoned, and the sites are about to be told. */
    CLOSING_ROUND,
    ROUND_CLOSED,
    ASKING_FOR_REPORTS
}
