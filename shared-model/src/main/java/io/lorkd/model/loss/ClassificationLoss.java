package io.lorkd.model.loss;

import ai.djl.ndarray.NDArray;
import io.lorkd.model.array.Scalars;

/** The classification loss (paper, 3.5, Eq. 9). */
public final class ClassificationLoss {

    private ClassificationLoss() {}

    /**
     * The sum, not the mean, of the samples' cross-entropies, so that regions with heads of their own add up.
     *
     * @param logits shape (samples, classes)
     * @param labels int64, shape (samples)
     * @param temperature tau: the logits are divided by it
     * @return a scalar
     */
    public static NDArray crossEntropySum(NDArray logits, NDArray labels, double temperature) {
        NDArray tempered = temperature == 1 ? logits : logits.div(Scalars.of(logits, temperature));
        return tempered.logSoftmax(1).gather(labels.reshape(-1, 1), 1).sum().neg();
    }

    /**
     * Knowledge transfer: the mean over the samples of KL(teacher || student) between features softmaxed over the
     * channels.
     *
     * @param student features, shape (samples, channels)
     * @param teacher features of the same shape
     * @param temperature both are divided by it before the softmax
     * @return a scalar
     */
    public static NDArray transfer(NDArray student, NDArray teacher, double temperature) {
        NDArray expected = teacher.div(Scalars.of(teacher, temperature)).logSoftmax(1);
        NDArray found = student.div(Scalars.of(student, temperature)).logSoftmax(1);
        long samples = student.getShape().get(0);
        NDArray sum = expected.exp().mul(expected.sub(found)).sum();
        return sum.div(Scalars.of(sum, samples));
    }
}
