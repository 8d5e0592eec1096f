package io.lorkd.coordinator.aggregation;

import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.BackboneManifest.Entry;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** A tiny network, and files of its backbone with chosen values. */
public final class TensorFiles {
    private TensorFiles() {}

    /** A 1x1 convolution from one channel to two, and its normalisation: 2 + 2 + 2 parameters, 2 + 2 statistics. */
    public static Network tinyNetwork() {
        return new Network(
                "tiny",
                1,
                2,
                new Layer.Sequence(List.of(
                        new Layer.Convolution(
                                "conv", 1, 2, List.of(1, 1), List.of(1, 1), List.of(0, 0), List.of(1, 1), 1, false, 1),
                        new Layer.BatchNormalisation("norm", 2, 1e-5, 0.1))));
    }

    /** A network whose one weight has so many elements. */
    public static Network oneTensor(int elements) {
        return new Network(
                "one-tensor",
                elements,
                1,
                new Layer.Convolution(
                        "conv", elements, 1, List.of(1, 1), List.of(1, 1), List.of(0, 0), List.of(1, 1), 1, false, 1));
    }

    /** Writes a file of the manifest; the value of an element is a function of its entry and index. */
    public static Path write(Path to, BackboneManifest manifest, ToDoubleBiFunction<Entry, Long> value) {
        try (TensorFileWriter writer = TensorFileWriter.create(to, manifest.tensors(), Map.of())) {
            double[] block = new double[1 << 16];
            for (Entry entry : manifest.entries()) {
                long elements = entry.tensor().elements();
                for (long first = 0; first < elements; first += block.length) {
                    int count = (int) Math.min(block.length, elements - first);
                    for (int i = 0; i < count; i++) {
                        block[i] = value.applyAsDouble(entry, first + i);
                    }
                    writer.write(block, 0, count);
                }
            }
            return writer.finish();
        }
    }

    /** Every trainable element has one value, every statistic another. */
    public static Path constant(Path to, BackboneManifest manifest, double trainable, double statistic) {
        return write(
                to,
                manifest,
                (entry, element) -> entry.tag() == BackboneManifest.Tag.TRAINABLE ? trainable : statistic);
    }

    public static double[] values(Path file, String tensor) {
        try (TensorFile open = TensorFile.open(file)) {
            return Arrays.copyOf(open.doubles(tensor), open.doubles(tensor).length);
        }
    }
}
