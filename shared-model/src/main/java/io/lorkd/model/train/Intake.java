package io.lorkd.model.train;

import ai.djl.ndarray.NDManager;
import io.lorkd.model.data.Batch;
import io.lorkd.model.network.Network;

import java.util.Optional;

/** Takes a session's batches to the device, each with what its features are trained towards. */
sealed interface Intake permits ImageIntake, VolumeIntake {

    /**
     * Images where the network classifies, and volumes where it segments.
     *
     * @param transfer the teacher of a network that classifies
     * @param maskTeacher that of one that segments
     */
    static Intake of(
            ModelSettings settings,
            Heads heads,
            Precision precision,
            Optional<Transfer> transfer,
            Optional<MaskTeacher> maskTeacher) {
        Network network = settings.network();
        double beta = settings.teacher().map(TeacherSettings::beta).orElse(0.0);
        if (network.isSegmenting()) {
            return new VolumeIntake(
                    heads, precision, network, settings.segmentation().dice(), beta, maskTeacher);
        }
        double temperature =
                settings.teacher().map(TeacherSettings::temperature).orElse(1.0);
        return new ImageIntake(
                heads,
                precision,
                network.inChannels(),
                new ClassificationObjective.Rules(settings.temperature(), temperature, beta),
                transfer);
    }

    /**
     * @param ofBatch owns what is made
     * @throws IllegalArgumentException when the batch is of another kind than the network, or has a label that its region
     *     does not have
     */
    Student.Inputs inputs(NDManager ofBatch, Batch batch);
}
