package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lorkd.model.network.FirstWeights;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.QueryDecoder;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The layers of a U-Net against plain loops, and their gradients against differences of those. */
class InterpreterTest {

    private static final double STEP = 1e-5;

    /** x, weight and bias of one layer, flat. */
    private record Given(double[] x, double[] weight, double[] bias) {
        List<double[]> all() {
            return List.of(x, weight, bias);
        }
    }

    @Test
    void instancesAreNormalisedEachByItself() {
        int samples = 2;
        int channels = 3;
        int positions = 2 * 3 * 4;
        double epsilon = 1e-2f;
        Given given = new Given(draw(1, samples * channels * positions), draw(2, channels), draw(3, channels));
        check(
                new Layer.InstanceNormalisation("layer", channels, epsilon),
                given,
                new Shape(samples, channels, 2, 3, 4),
                new Shape(channels),
                each -> {
                    double[] y = new double[each.x().length];
                    for (int instance = 0; instance < samples * channels; instance++) {
                        int from = instance * positions;
                        double[] values = Arrays.copyOfRange(each.x(), from, from + positions);
                        double mean = Arrays.stream(values).average().orElseThrow();
                        double variance = Arrays.stream(values)
                                .map(value -> (value - mean) * (value - mean))
                                .average()
                                .orElseThrow();
                        for (int i = 0; i < positions; i++) {
                            y[from + i] = (values[i] - mean)
                                            / Math.sqrt(variance + epsilon)
                                            * each.weight()[instance % channels]
                                    + each.bias()[instance % channels];
                        }
                    }
                    return y;
                });
    }

    @Test
    void anUpConvolutionLaysABlockAtEveryPosition() {
        int samples = 2;
        int in = 3;
        int out = 2;
        int[] extents = {2, 1, 3};
        int[] factor = {2, 3, 2};
        Given given = new Given(draw(4, samples * in * 2 * 3), draw(5, in * out * 2 * 3 * 2), draw(6, out));
        check(
                new Layer.UpConvolution("layer", in, out, List.of(2, 3, 2)),
                given,
                new Shape(samples, in, 2, 1, 3),
                new Shape(in, out, 2, 3, 2),
                each -> transposed(each, samples, in, out, extents, factor));
    }

    @Test
    void anUpConvolutionOfPicturesLaysABlockAtEveryPosition() {
        int samples = 1;
        int in = 2;
        int out = 3;
        Given given = new Given(draw(7, in * 2 * 3), draw(8, in * out * 2 * 2), draw(9, out));
        check(
                new Layer.UpConvolution("layer", in, out, List.of(2, 2)),
                given,
                new Shape(samples, in, 2, 3),
                new Shape(in, out, 2, 2),
                each -> transposed(each, samples, in, out, new int[] {1, 2, 3}, new int[] {1, 2, 2}));
    }

    /** PyTorch's definition: every input value adds the weight's block, scaled, where the stride puts it. */
    private static double[] transposed(Given given, int samples, int in, int out, int[] extents, int[] factor) {
        int depth = extents[0] * factor[0];
        int height = extents[1] * factor[1];
        int width = extents[2] * factor[2];
        double[] y = new double[samples * out * depth * height * width];
        for (int i = 0; i < y.length; i++) {
            y[i] = given.bias()[i / (depth * height * width) % out];
        }
        for (int n = 0; n < samples; n++) {
            for (int c = 0; c < in; c++) {
                for (int p = 0; p < extents[0] * extents[1] * extents[2]; p++) {
                    int z = p / (extents[1] * extents[2]);
                    int row = p / extents[2] % extents[1];
                    int column = p % extents[2];
                    double value = given.x()[(n * in + c) * extents[0] * extents[1] * extents[2] + p];
                    for (int o = 0; o < out; o++) {
                        for (int k = 0; k < factor[0] * factor[1] * factor[2]; k++) {
                            int toZ = z * factor[0] + k / (factor[1] * factor[2]);
                            int toRow = row * factor[1] + k / factor[2] % factor[1];
                            int toColumn = column * factor[2] + k % factor[2];
                            y[((n * out + o) * depth + toZ) * height * width + toRow * width + toColumn] +=
                                    value * given.weight()[(c * out + o) * factor[0] * factor[1] * factor[2] + k];
                        }
                    }
                }
            }
        }
        return y;
    }

    @Test
    void aLeakyActivationHasSlopeAHundredthBelowZero() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {-2, -0.5, 0, 3}).reshape(1, 1, 1, 4);
            Layer leaky = new Layer.Activation(Layer.Activation.Function.LEAKY_RELU);
            double[] y = interpreter(Map.of()).run(leaky, x).toDoubleArray();
            assertThat(y).containsExactly(new double[] {-0.02, -0.005, 0, 3}, within(1e-9));
        }
    }

    @Test
    void whatAQueryDecoderReadsStaysOpen() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.create(new double[] {-1, 2}).reshape(1, 1, 1, 2);
            Layer relu = new Layer.Activation(Layer.Activation.Function.RELU);
            Layer leaky = new Layer.Activation(Layer.Activation.Function.LEAKY_RELU);
            Layer trunk = new Layer.Sequence(List.of(relu, new Layer.Tap("middle"), leaky, new Layer.Tap("end")));
            QueryDecoder decoder = new QueryDecoder(
                    List.of(new QueryDecoder.Source("middle", 1, 1), new QueryDecoder.Source("end", 1, 1)),
                    1,
                    8,
                    2,
                    1,
                    8,
                    0,
                    8,
                    1);
            Network network = new Network("tapped", 1, 1, FirstWeights.HE_LEAKY, trunk, Optional.of(decoder));
            Features features = interpreter(Map.of()).features(network, x);
            assertThat(features.taps().get("middle").toDoubleArray()).containsExactly(0, 2);
            assertThat(features.taps().get("end")).isSameAs(features.last());
        }
    }

    private static void check(Layer layer, Given given, Shape x, Shape weight, Function<Given, double[]> expected) {
        double[] value = expected.apply(given);
        double[] direction = draw(10, value.length);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray input = parameter(manager, given.x(), x);
            NDArray weights = parameter(manager, given.weight(), weight);
            NDArray bias = parameter(manager, given.bias(), new Shape(given.bias().length));
            NDArray y;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                y = interpreter(Map.of("layer.weight", weights, "layer.bias", bias))
                        .run(layer, input);
                collector.backward(
                        y.mul(manager.create(direction, y.getShape())).sum());
            }
            assertThat(y.toDoubleArray()).containsExactly(value, within(1e-9));
            List<NDArray> leaves = List.of(input, weights, bias);
            for (int i = 0; i < leaves.size(); i++) {
                assertThat(leaves.get(i).getGradient().toDoubleArray())
                        .containsExactly(differences(given, given.all().get(i), direction, expected), within(1e-6));
            }
        }
    }

    /** Central differences of the product with a direction, by each of the values, which are changed and put back. */
    private static double[] differences(
            Given given, double[] values, double[] direction, Function<Given, double[]> expected) {
        double[] gradient = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double kept = values[i];
            values[i] = kept + STEP;
            double above = product(expected.apply(given), direction);
            values[i] = kept - STEP;
            gradient[i] = (above - product(expected.apply(given), direction)) / (2 * STEP);
            values[i] = kept;
        }
        return gradient;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static Interpreter interpreter(Map<String, NDArray> parameters) {
        return new Interpreter(parameters, Map.of(), false, Optional.empty());
    }

    private static NDArray parameter(NDManager manager, double[] values, Shape shape) {
        NDArray parameter = manager.create(values, shape);
        parameter.setRequiresGradient(true);
        return parameter;
    }

    private static double[] draw(long seed, int elements) {
        return new Random(seed).doubles(elements, -1, 1).toArray();
    }
}
