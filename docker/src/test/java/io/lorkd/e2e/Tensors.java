package io.lorkd.e2e;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Values of tensors by name. */
final class Tensors {
    private Tensors() {}

    static Map<String, double[]> read(Path path) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorInfo tensor : file.tensors()) {
                tensors.put(tensor.name(), file.doubles(tensor.name()));
            }
        }
        return tensors;
    }

    /** A backbone and its change; statistics are in the change as they are. */
    static Map<String, double[]> moved(
            BackboneManifest manifest, Map<String, double[]> from, Map<String, double[]> by) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        manifest.entries().forEach(entry -> {
            String name = entry.tensor().name();
            double[] values = by.get(name).clone();
            if (entry.tag() == BackboneManifest.Tag.TRAINABLE) {
                Arrays.setAll(values, i -> values[i] + from.get(name)[i]);
            }
            tensors.put(name, values);
        });
        return tensors;
    }

    static double distance(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    static double norm(double[] values) {
        return distance(values, new double[values.length]);
    }
}
