package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The head of a fused expert, as one that is trained further. */
final class FusedHead {
    private FusedHead() {}

    /**
     * Has a region begin with it.
     *
     * @throws InvalidInputException when the file has no head of as many classes; then nothing has changed
     */
    static void take(ModelState state, ModelSettings settings, String region, Path fused) {
        boolean linear = !settings.network().isSegmenting();
        // A classifier's was divided by the temperature when it was written.
        double factor = linear ? settings.temperature() : 1;
        Map<String, String> names = Map.of(
                Heads.weight(region),
                linear ? FusedExpert.LINEAR_WEIGHT : FusedExpert.HEAD_WEIGHT,
                Heads.bias(region),
                linear ? FusedExpert.LINEAR_BIAS : FusedExpert.HEAD_BIAS);
        Map<String, double[]> local = new HashMap<>(state.localLayout()
                .unpack(state.precision().values(state.local().values())));
        for (TensorInfo own : state.localLayout().tensors(settings.dtype())) {
            if (names.containsKey(own.name())) {
                TensorInfo wanted = new TensorInfo(names.get(own.name()), own.dtype(), own.shape());
                double[] values = NamedTensors.read(fused, List.of(wanted)).get(wanted.name());
                local.put(
                        own.name(),
                        Arrays.stream(values).map(value -> value * factor).toArray());
            }
        }
        state.local().set(state.localLayout().pack(local));
    }
}
