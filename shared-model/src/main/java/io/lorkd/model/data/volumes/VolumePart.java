package io.lorkd.model.data.volumes;

/** What a case is used for. */
enum VolumePart {
    TRAINING,
    VALIDATION,
    TEST
}
