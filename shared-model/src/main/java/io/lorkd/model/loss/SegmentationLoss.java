package io.lorkd.model.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.lorkd.model.array.Scalars;

/**
 * The segmentation losses (paper, 3.5, Eq. 7 and 8) on logits of shape (samples, classes, spatial...); targets are 0 or 1
 * of the same shape. All go through the logarithm of the sigmoid, so logits of any size stay finite.
 */
public final class SegmentationLoss {

    private SegmentationLoss() {}

    /**
     * Binary cross-entropy, mean over everything. Eq. 7 as printed swaps prediction and target and drops the second half,
     * which would take the logarithm of 0.
     */
    public static NDArray binaryCrossEntropy(NDArray logits, NDArray target) {
        LogOutcomes p = LogOutcomes.of(logits);
        return target.mul(p.yes()).add(target.neg().add(1).mul(p.no())).mean().neg();
    }

    /** Eq. 7's Dice: sums over classes and voxels of each sample, without smoothing, mean over the samples. */
    public static NDArray diceGlobal(NDArray logits, NDArray target) {
        long samples = logits.getShape().get(0);
        return dice(logits.reshape(samples, -1), target.reshape(samples, -1), 0);
    }

    /**
     * Dice of each (sample, class), mean over them: what the foundation model does.
     *
     * @param smooth added to numerator and denominator; the foundation model takes 1e-7
     */
    public static NDArray dicePerClass(NDArray logits, NDArray target, double smooth) {
        long rows = logits.getShape().get(0) * logits.getShape().get(1);
        return dice(logits.reshape(rows, -1), target.reshape(rows, -1), smooth);
    }

    /** 1 - (2 sum(p s) + smooth) / (sum(p^2) + sum(s^2) + smooth) per row, mean over the rows. */
    private static NDArray dice(NDArray logits, NDArray target, double smooth) {
        int[] row = {1};
        NDArray p = logits.getNDArrayInternal().sigmoid();
        NDArray both = p.mul(target).sum(row);
        NDArray overlap = both.add(both).add(smooth);
        NDArray size = p.mul(p).sum(row).add(target.mul(target).sum(row)).add(smooth);
        return overlap.div(size).mean().neg().add(1);
    }

    /**
     * Eq. 8 as printed, p_b log(p_b / p), summed over classes and voxels, mean over the samples. On sigmoid outputs it is
     * no divergence and can be negative.
     */
    public static NDArray transferAsPrinted(NDArray logits, NDArray teacherLogits) {
        LogOutcomes p = LogOutcomes.of(logits);
        LogOutcomes expected = LogOutcomes.of(teacherLogits);
        NDArray sum = expected.yes().exp().mul(expected.yes().sub(p.yes())).sum();
        return sum.div(Scalars.of(sum, logits.getShape().get(0)));
    }

    /** The Bernoulli divergence with both outcomes, mean over everything; never negative. */
    public static NDArray transfer(NDArray logits, NDArray teacherLogits) {
        LogOutcomes p = LogOutcomes.of(logits);
        LogOutcomes expected = LogOutcomes.of(teacherLogits);
        NDArray yes = expected.yes().exp().mul(expected.yes().sub(p.yes()));
        NDArray no = expected.no().exp().mul(expected.no().sub(p.no()));
        return yes.add(no).mean();
    }

    /** log sigmoid(x) and log(1 - sigmoid(x)): a log-softmax over (x, 0), which no logit overflows. */
    private record LogOutcomes(NDArray yes, NDArray no) {

        static LogOutcomes of(NDArray logits) {
            NDArray flat = logits.reshape(1, -1);
            NDArray both = NDArrays.concat(new NDList(flat, flat.zerosLike()), 0);
            NDList outcomes = both.logSoftmax(0).split(2, 0);
            return new LogOutcomes(
                    outcomes.get(0).reshape(logits.getShape()), outcomes.get(1).reshape(logits.getShape()));
        }
    }
}
