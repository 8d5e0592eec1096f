package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.array.Scalars;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.loss.SegmentationLoss;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Masks, and logits of a teacher for the same classes: cross-entropy, Dice and the Bernoulli divergence (paper, Eq. 7 and
 * 8). Each is a mean over a sample's classes and voxels, so that a region of many classes does not weigh more.
 *
 * @param masks int8, shape (samples, spatial...): 0 for background, c + 1 for class c
 * @param teacher of each segment, shape (samples of it, classes of its region, spatial...)
 * @param beta weight of the transfer term
 */
record SegmentationObjective(
        Heads heads, SegmentationSettings.Dice dice, NDArray masks, Optional<NDList> teacher, double beta)
        implements Objective {

    /** The foundation model's. */
    private static final double SMOOTH = 1e-7;

    @Override
    public Terms terms(Features features, Map<String, NDArray> parameters, TaskSegments batch) {
        List<Features> parts = features.split(batch);
        NDList maskParts = masks.split(batch.boundaries());
        NDList sums = new NDList(parts.size());
        NDList transfers = new NDList();
        NDList scores = new NDList(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            TaskSegments.Segment segment = batch.segments().get(i);
            NDArray logits = heads.logits(segment.task(), parts.get(i), parameters);
            NDArray target = oneHot(maskParts.get(i), logits);
            sums.add(summed(task(logits, target), segment));
            scores.add(overlaps(logits, target));
            if (teacher.isPresent()) {
                transfers.add(
                        summed(SegmentationLoss.transfer(logits, teacher.get().get(i)), segment));
            }
        }
        return new Terms(
                together(sums),
                teacher.map(each -> {
                    NDArray sum = together(transfers).sum();
                    return sum.div(Scalars.of(sum, batch.samples()));
                }),
                together(scores));
    }

    /**
     * The Dice coefficient of what would be predicted, the mean over the classes, summed over the samples. As in a test, a
     * class that is neither there nor predicted counts as 1.
     */
    private static NDArray overlaps(NDArray logits, NDArray target) {
        int[] voxels = IntStream.range(2, logits.getShape().dimension()).toArray();
        NDArray predicted = logits.gt(Scalars.of(logits, 0)).toType(logits.getDataType(), false);
        NDArray both = predicted.mul(target).sum(voxels);
        NDArray sizes = predicted.sum(voxels).add(target.sum(voxels));
        NDArray absent = sizes.eq(Scalars.of(sizes, 0)).toType(logits.getDataType(), false);
        // Where sizes is 0, both is too: (0 + 1) / (0 + 1).
        return both.add(both)
                .add(absent)
                .div(sizes.add(absent))
                .mean(new int[] {1})
                .sum()
                .reshape(1);
    }

    private NDArray task(NDArray logits, NDArray target) {
        return SegmentationLoss.binaryCrossEntropy(logits, target)
                .add(
                        switch (dice) {
                            case PER_CLASS -> SegmentationLoss.dicePerClass(logits, target, SMOOTH);
                            case GLOBAL -> SegmentationLoss.diceGlobal(logits, target);
                        });
    }

    /** 1 where a voxel is of the class: of the logits' shape and type. */
    private static NDArray oneHot(NDArray masks, NDArray logits) {
        NDManager batch = masks.getManager();
        Shape shape = logits.getShape();
        byte[] labels = new byte[Math.toIntExact(shape.get(1))];
        for (int c = 0; c < labels.length; c++) {
            labels[c] = (byte) (c + 1);
        }
        long[] along = new long[shape.dimension()];
        Arrays.fill(along, 1);
        along[1] = labels.length;
        try (NDArray classes = batch.create(labels, new Shape(along));
                NDArray each = masks.expandDims(1);
                NDArray equal = each.eq(classes)) {
            return equal.toType(logits.getDataType(), false);
        }
    }

    /** From the mean over a segment's samples. */
    private static NDArray summed(NDArray mean, TaskSegments.Segment segment) {
        return mean.mul(Scalars.of(mean, segment.samples())).reshape(1);
    }

    private static NDArray together(NDList each) {
        return each.size() == 1 ? each.get(0) : NDArrays.concat(each, 0);
    }
}
