package io.lorkd.model.train;

import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.Dtype;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is trained and how.
 *
 * @param localNormalisation whether normalisation layers and their statistics stay at the site (FedBN)
 * @param frozenStatistics whether training normalises by the running statistics and leaves them as they are
 * @param dtype of all arithmetic and of everything written: F32 or F64
 * @param alpha scale of the experts, {@code s = alpha / rank}; empty for s = 1, the paper's Eq. 1
 * @param temperature tau of classification heads' softmax (Eq. 9)
 * @param proximal FedProx: this times (backbone - base) is added to the backbone's gradient; 0 for none
 * @param seed of experts, heads and local normalisation
 */
public record ModelSettings(
        Network network,
        boolean localNormalisation,
        boolean frozenStatistics,
        Dtype dtype,
        OptionalDouble alpha,
        OptimiserSettings optimiser,
        double temperature,
        double proximal,
        Optional<TeacherSettings> teacher,
        SegmentationSettings segmentation,
        long seed) {

    public ModelSettings {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(alpha, "alpha");
        Objects.requireNonNull(optimiser, "optimiser");
        Objects.requireNonNull(teacher, "teacher");
        Objects.requireNonNull(segmentation, "segmentation");
        if (dtype != Dtype.F32 && dtype != Dtype.F64) {
            throw new IllegalArgumentException("training is in F32 or F64, not " + dtype);
        }
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature is above 0, not " + temperature);
        }
        if (!(proximal >= 0)) {
            throw new IllegalArgumentException("the proximal weight is 0 or more, not " + proximal);
        }
    }

    /** For classification, or for segmentation as usual. */
    public ModelSettings(
            Network network,
            boolean localNormalisation,
            boolean frozenStatistics,
            Dtype dtype,
            OptionalDouble alpha,
            OptimiserSettings optimiser,
            double temperature,
            double proximal,
            Optional<TeacherSettings> teacher,
            long seed) {
        this(
                network,
                localNormalisation,
                frozenStatistics,
                dtype,
                alpha,
                optimiser,
                temperature,
                proximal,
                teacher,
                SegmentationSettings.USUAL,
                seed);
    }

    /** {@code s} of an expert of this rank; 0 without one. */
    double scale(int rank) {
        return rank == 0 ? 0 : alpha.isPresent() ? alpha.getAsDouble() / rank : 1;
    }
}
