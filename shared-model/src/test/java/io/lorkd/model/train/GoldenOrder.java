package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.golden.Golden;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Golden batches come in any order; ours are sorted by task. */
record GoldenOrder(int[] order, TaskSegments segments) {

    static GoldenOrder of(int[] tasks) {
        int[] order = IntStream.range(0, tasks.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> tasks[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new GoldenOrder(
                order, TaskSegments.of(Arrays.stream(order).map(i -> tasks[i]).toArray()));
    }

    /** An array whose first axis counts samples. */
    Golden.Array sorted(JsonNode node) {
        Golden.Array array = Golden.array(node);
        int row = array.data().length / order.length;
        double[] sorted = new double[array.data().length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(array.data(), order[i] * row, sorted, i * row, row);
        }
        return new Golden.Array(array.shape(), sorted);
    }

    NDArray labels(NDManager manager, int[] labels) {
        return manager.create(Arrays.stream(order).mapToLong(i -> labels[i]).toArray());
    }

    static RegionHead head(String region, long classes) {
        return new RegionHead(
                region,
                IntStream.range(0, (int) classes).mapToObj(i -> "class " + i).toList());
    }
}
