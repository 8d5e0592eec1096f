package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.data.Batch;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.network.Network;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Patches of volumes and their masks. */
record VolumeIntake(
        Heads heads,
        Precision precision,
        Network network,
        SegmentationSettings.Dice dice,
        double beta,
        Optional<MaskTeacher> teacher)
        implements Intake {

    @Override
    public Student.Inputs inputs(NDManager ofBatch, Batch batch) {
        if (!(batch instanceof VolumeBatch patches)) {
            throw new IllegalArgumentException("this network segments volumes, and the batch has none");
        }
        network.checkExtents(patches.extents());
        checkLabels(patches);
        NDArray images = images(ofBatch, precision, network.inChannels(), patches.voxels(), patches.extents());
        NDArray masks = ofBatch.create(patches.masks(), shape(patches.size(), patches.extents()));
        TaskSegments segments = TaskSegments.of(batch.regions());
        return new Student.Inputs(
                images,
                segments,
                new SegmentationObjective(
                        heads, dice, masks, teacher.map(each -> each.logits(images, segments)), beta));
    }

    /**
     * Grey voxels, repeated over the network's channels.
     *
     * @param extents of each patch
     * @return shape (patches, channels, extents...)
     */
    static NDArray images(NDManager ofBatch, Precision precision, int channels, float[] voxels, List<Integer> extents) {
        long positions = extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        Shape grey = new Shape(voxels.length / positions, 1)
                .addAll(new Shape(extents.stream().mapToLong(Integer::longValue).toArray()));
        NDArray once = precision.images(ofBatch, voxels, grey);
        return channels == 1 ? once : NDArrays.concat(new NDList(Collections.nCopies(channels, once)), 1);
    }

    private static Shape shape(int patches, List<Integer> extents) {
        return new Shape(patches)
                .addAll(new Shape(extents.stream().mapToLong(Integer::longValue).toArray()));
    }

    private void checkLabels(VolumeBatch batch) {
        int positions = batch.masks().length / batch.size();
        for (int i = 0; i < batch.masks().length; i++) {
            RegionHead head = heads.regions().get(batch.regions()[i / positions]);
            int label = Byte.toUnsignedInt(batch.masks()[i]);
            if (label > head.classes().size()) {
                throw new IllegalArgumentException("label " + label + " in a mask of region " + head.region()
                        + ", which has " + head.classes().size() + " classes");
            }
        }
    }
}
