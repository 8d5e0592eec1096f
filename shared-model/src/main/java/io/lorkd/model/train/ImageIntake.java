package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.data.Batch;
import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.eks.TaskSegments;

import java.util.Arrays;
import java.util.Optional;

/** Images and labels. */
record ImageIntake(
        Heads heads,
        Precision precision,
        int channels,
        ClassificationObjective.Rules rules,
        Optional<Transfer> transfer)
        implements Intake {

    @Override
    public Student.Inputs inputs(NDManager ofBatch, Batch batch) {
        if (!(batch instanceof ImageBatch pictures)) {
            throw new IllegalArgumentException("this network classifies images, and the batch has none");
        }
        checkLabels(pictures);
        Shape shape = new Shape(pictures.size(), channels, pictures.imageSize(), pictures.imageSize());
        NDArray images = precision.images(ofBatch, pictures.pixels(), shape);
        NDArray labels =
                ofBatch.create(Arrays.stream(pictures.labels()).asLongStream().toArray());
        return new Student.Inputs(
                images,
                TaskSegments.of(batch.regions()),
                new ClassificationObjective(heads, rules, labels, transfer.map(each -> each.features(images))));
    }

    private void checkLabels(ImageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            RegionHead head = heads.regions().get(batch.regions()[i]);
            if (batch.labels()[i] < 0 || batch.labels()[i] >= head.classes().size()) {
                throw new IllegalArgumentException("label " + batch.labels()[i] + " of region " + head.region()
                        + ", which has " + head.classes().size() + " classes");
            }
        }
    }
}
