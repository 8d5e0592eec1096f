package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Named tensors between tensor files and Java's arrays. */
final class NamedTensors {

    private NamedTensors() {}

    /**
     * Reads exactly these tensors; what else the file holds is left alone.
     *
     * @throws InvalidInputException when one is not there or has another shape
     */
    static Map<String, double[]> read(Path path, List<TensorInfo> wanted) {
        try (TensorFile file = TensorFile.open(path)) {
            Map<String, double[]> tensors = new HashMap<>();
            for (TensorInfo each : wanted) {
                TensorInfo found = file.tensor(each.name());
                if (!found.shape().equals(each.shape())) {
                    throw new InvalidInputException(path + ": " + each.name() + " has shape " + found.shape()
                            + ", expected " + each.shape() + "; it was written for another network or other regions");
                }
                tensors.put(each.name(), file.doubles(each.name()));
            }
            return tensors;
        }
    }

    /** Writes them in the order given; the file appears whole or not at all. */
    static void write(Path path, List<TensorInfo> order, Map<String, double[]> tensors, Map<String, String> metadata) {
        try (TensorFileWriter writer = TensorFileWriter.create(path, order, metadata)) {
            for (TensorInfo each : order) {
                double[] values = Objects.requireNonNull(tensors.get(each.name()), each.name());
                writer.write(values, 0, values.length);
            }
            writer.finish();
        }
    }
}
