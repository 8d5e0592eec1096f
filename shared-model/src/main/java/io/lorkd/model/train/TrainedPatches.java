package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.window.PatchNetwork;

import java.util.List;

/** A region's logits from the model as it is trained, experts at work where it has any. */
record TrainedPatches(ModelState state, Student student, int region) implements PatchNetwork {

    @Override
    public int classes() {
        return state.heads().regions().get(region).classes().size();
    }

    @Override
    public float[] logits(float[] voxels, int patches, List<Integer> extents) {
        try (NDManager chunk = state.manager().newSubManager()) {
            NDArray images = VolumeIntake.images(
                    chunk, state.precision(), state.network().inChannels(), voxels, extents);
            Features features = student.features(images, TaskSegments.single(region, patches), false);
            return Precision.singles(state.heads().logits(region, features, student.constants(chunk)));
        }
    }
}
