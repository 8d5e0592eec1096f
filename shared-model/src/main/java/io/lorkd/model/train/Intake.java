package io.lorkd.model.train;

import ai.djl.ndarray.NDManager;
import io.lorkd.model.data.Batch;

/** Takes a session's batches to the device, each with what its features are trained towards. */
sealed interface Intake permits ImageIntake, VolumeIntake {

    /**
     * @param ofBatch owns what is made
     * @throws IllegalArgumentException when the batch is of another kind than the network, or has a label that its region
     *     does not have
     */
    Student.Inputs inputs(NDManager ofBatch, Batch batch);
}
