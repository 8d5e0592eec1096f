package io.lorkd.model.train;

import io.lorkd.model.network.Network;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A frozen network whose features the student's follow (paper, 3.5, Eq. 9).
 *
 * @param weights safetensors with the network's tensors; others in it, such as its own head, are ignored
 * @param projection how its features come to the student's width
 * @param temperature of both softmaxes over the channels; the paper's is 10
 * @param beta weight of the transfer term in the loss (Eq. 6); the paper's is 1
 * @param seed of the projection: the same at every site
 */
public record TeacherSettings(
        Network network, Path weights, Projection projection, double temperature, double beta, long seed) {

    public TeacherSettings {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(projection, "projection");
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature is above 0, not " + temperature);
        }
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("beta is 0 or more, not " + beta);
        }
    }

    public enum Projection {
        /** Normal, standard deviation 1 / sqrt(teacher width), never trained: what the released code does in effect. */
        FIXED,
        /** Starts as the fixed one and is trained; it stays at the site. */
        LEARNED
    }
}
