package io.lorkd.site.crash;

import io.lorkd.protocol.crash.CrashPoint;

/**
 * The places of a site: before and after whatever it makes durable, and before and after whatever it says. They stand in the
 * order in which a round with a checkpoint comes by them.
 */
public enum SiteCrashPoint implements CrashPoint {
    /** The state folder is locked, leftovers are removed, nothing is said yet. */
    FOLDER_OPENED,
    ENROL_SENDING,
    ENROL_ANSWERED,
    /** The model is made, and what an earlier process held is held again. */
    RUN_OPENED,
    HEARTBEAT_SENDING,
    HEARTBEAT_ANSWERED,
    MEASURED_SENDING,
    MEASURED_ANSWERED,
    /** The offer is taken, and its answer not given. */
    OFFER_TAKEN,
    BACKBONE_PULLING,
    /** The backbone is on disk under its digest. */
    BACKBONE_PULLED,
    /** The files of a checkpoint are on disk, in a folder that counts for nothing. */
    CHECKPOINT_WRITTEN,
    /** The folder has its name. */
    CHECKPOINT_RENAMED,
    /** The one before is removed. */
    CHECKPOINT_KEPT,
    /** The last step is done, and nothing of the update written. */
    STEPS_DONE,
    /** The update and the unit's tensors are written, and do not count. */
    TRAINED,
    UNIT_SEALED,
    /** The update is in the outbox and in the ledger, and not granted. */
    LEDGER_WRITTEN,
    /** It can be pulled by whoever knows its digest. */
    UPDATE_ADMITTED,
    /** From here on the update is not trained again. */
    HELD_WRITTEN,
    CHECKPOINT_REMOVED,
    UPDATE_ANNOUNCING,
    UPDATE_ANNOUNCED,
    /** The round is closed, and nothing is done about it yet. */
    CLOSING_HEARD,
    /** The pointer names the unit. */
    UNIT_PROMOTED,
    HELD_REMOVED,
    UPDATE_WITHDRAWN,
    UNIT_DISCARDED,
    WORK_FAILED_SENDING,
    WORK_FAILED_ANSWERED,
    EXPERT_WEIGHTS_WRITTEN,
    EXPERT_WRITTEN,
    REPORT_SENDING,
    REPORT_ANSWERED
}
