package io.lorkd.model.eks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.golden.Golden;
import io.lorkd.model.golden.GoldenArrays;
import io.lorkd.model.network.Layer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every form against the golden files: values, all gradients and fused weights. */
class GoldenConvolutionTest {

    static Stream<Named<Path>> files() {
        return Golden.files("conv_*.json").stream().map(file -> Named.of(Golden.name(file), file));
    }

    @ParameterizedTest(name = "{0} in float64")
    @MethodSource("files")
    void everyFormGivesTheGoldenValuesInDouble(Path file) {
        check(Golden.read(file), DataType.FLOAT64);
    }

    @ParameterizedTest(name = "{0} in float32")
    @MethodSource("files")
    void everyFormGivesTheGoldenValuesInSingle(Path file) {
        check(Golden.read(file), DataType.FLOAT32);
    }

    private static void check(JsonNode golden, DataType type) {
        int[] order = sortedByTask(golden);
        int tried = 0;
        for (EksForm form : EksForm.all()) {
            try (NDManager manager = NDManager.newBaseManager()) {
                GoldenArrays arrays = new GoldenArrays(manager, type);
                TaskAssignment assignment = assignment(golden, order, arrays);
                if (form.supports(convolution(golden), assignment)) {
                    check(form, golden, order, assignment, arrays);
                    tried++;
                }
            }
        }
        assertThat(tried).as("forms that support the case").isPositive();
    }

    private static void check(
            EksForm form, JsonNode golden, int[] order, TaskAssignment assignment, GoldenArrays arrays) {
        JsonNode expect = golden.get("expect");
        NDArray x = arrays.array(rows(Golden.array(golden.get("x")), order));
        x.setRequiresGradient(true);
        NDArray w0 = arrays.parameter(golden.get("w0"));
        NDArray bias = golden.get("bias").isNull() ? null : arrays.parameter(golden.get("bias"));
        List<NDArray> a = parameters(golden.get("A"), arrays);
        List<NDArray> b = parameters(golden.get("B"), arrays);
        NDArray gy = arrays.array(rows(Golden.array(golden.get("gy")), order));
        NDArray y;
        NDList fused;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            EksWeights weights =
                    EksWeights.stack(convolution(golden), w0, bias, a, b, Golden.doubles(golden.get("scales")));
            y = form.apply(weights, x, assignment);
            fused = weights.fusedPerTask();
            collector.backward(y.mul(gy).sum());
        }
        String label = form.label();
        arrays.assertClose(label + " y", y, rows(Golden.array(expect.get("y")), order));
        arrays.assertClose(label + " gx", x.getGradient(), rows(Golden.array(expect.get("gx")), order));
        arrays.assertClose(label + " gw0", w0.getGradient(), Golden.array(expect.get("gw0")));
        if (bias != null) {
            arrays.assertClose(label + " gbias", bias.getGradient(), Golden.array(expect.get("gbias")));
        }
        for (int task = 0; task < a.size(); task++) {
            arrays.assertClose(
                    label + " fused " + task,
                    fused.get(task),
                    Golden.array(expect.get("fused").get(task)));
            if (a.get(task).size() > 0) {
                arrays.assertClose(
                        label + " gA " + task,
                        a.get(task).getGradient(),
                        Golden.array(expect.get("gA").get(task)));
                arrays.assertClose(
                        label + " gB " + task,
                        b.get(task).getGradient(),
                        Golden.array(expect.get("gB").get(task)));
            }
        }
    }

    private static List<NDArray> parameters(JsonNode matrices, GoldenArrays arrays) {
        List<NDArray> parameters = new ArrayList<>();
        matrices.forEach(matrix -> parameters.add(arrays.parameter(matrix)));
        return parameters;
    }

    private static int[] sortedByTask(JsonNode golden) {
        int samples = golden.get("x").get("shape").get(0).asInt();
        if (golden.get("tasks").isNull()) {
            return IntStream.range(0, samples).toArray();
        }
        int[] tasks = Golden.ints(golden.get("tasks"));
        return IntStream.range(0, samples)
                .boxed()
                .sorted(Comparator.comparingInt(i -> tasks[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static TaskAssignment assignment(JsonNode golden, int[] order, GoldenArrays arrays) {
        if (golden.get("tasks").isNull()) {
            return new TaskMixture(arrays.array(golden.get("mask")));
        }
        int[] tasks = Golden.ints(golden.get("tasks"));
        return TaskSegments.of(Arrays.stream(order).map(i -> tasks[i]).toArray());
    }

    /** The samples of an array in another order. */
    private static Golden.Array rows(Golden.Array array, int[] order) {
        int row = array.data().length / order.length;
        double[] sorted = new double[array.data().length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(array.data(), order[i] * row, sorted, i * row, row);
        }
        return new Golden.Array(array.shape(), sorted);
    }

    private static Layer.Convolution convolution(JsonNode golden) {
        JsonNode w0 = golden.get("w0").get("shape");
        int groups = golden.get("groups").asInt();
        return new Layer.Convolution(
                golden.get("name").asText(),
                w0.get(1).asInt() * groups,
                w0.get(0).asInt(),
                ints(golden.get("kernel")),
                ints(golden.get("stride")),
                ints(golden.get("padding")),
                ints(golden.get("dilation")),
                groups,
                !golden.get("bias").isNull(),
                1);
    }

    private static List<Integer> ints(JsonNode list) {
        return Arrays.stream(Golden.ints(list)).boxed().toList();
    }
}
