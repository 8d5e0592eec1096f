package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.PositionCode;
import io.lorkd.model.network.QueryDecoder;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A small query decoder against plain loops over its equations, and its gradients against differences of those. */
class InterpretedQueriesTest {

    private static final int WIDTH = 12;
    private static final int CLASSES = 2;
    private static final int[] EXTENTS = {4, 2, 6};
    private static final int VOXELS = 4 * 2 * 6;
    private static final List<Integer> MEMORY = List.of(2, 1, 3);
    private static final int POSITIONS = 6;
    private static final double STEP = 1e-6;

    /** Of three channels at full extents and two at half. */
    private static final QueryDecoder DECODER = new QueryDecoder(
            List.of(new QueryDecoder.Source("wide", 3, 2), new QueryDecoder.Source("deep", 2, 1)),
            2,
            WIDTH,
            3,
            2,
            7,
            0.1,
            5,
            4);

    private final Map<String, double[]> tensors = new HashMap<>();
    private final double[] prompts = draw(1, CLASSES * WIDTH);
    private final double[] wide = draw(2, 3 * VOXELS);
    private final double[] deep = draw(3, 2 * POSITIONS);
    private final double[] last = draw(4, 4 * VOXELS);

    @Test
    void classesAskTheMemoryAndPointAtVoxels() {
        Map<String, ParameterSpec> specs = new HashMap<>();
        for (ParameterSpec spec : DECODER.parameters()) {
            specs.put(spec.name(), spec);
            tensors.put(spec.name(), draw(spec.name().hashCode(), Math.toIntExact(spec.elements())));
        }
        double[] expected = logits();
        double[] direction = draw(5, expected.length);
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> arrays = new HashMap<>();
            specs.forEach((name, spec) -> {
                NDArray array = manager.create(tensors.get(name), new Shape(spec.shape()));
                array.setRequiresGradient(!name.contains("norm1"));
                arrays.put(name, array);
            });
            Features features = new Features(
                    manager.create(last, new Shape(1, 4, 4, 2, 6)),
                    Map.of(
                            "wide", manager.create(wide, new Shape(1, 3, 4, 2, 6)),
                            "deep", manager.create(deep, new Shape(1, 2, 2, 1, 3))));
            NDArray y;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                y = new InterpretedQueries(DECODER, arrays)
                        .logits(features, manager.create(prompts, new Shape(CLASSES, WIDTH)));
                collector.backward(
                        y.mul(manager.create(direction, y.getShape())).sum());
            }
            assertThat(y.getShape()).isEqualTo(new Shape(1, CLASSES, 4, 2, 6));
            assertThat(y.toDoubleArray()).containsExactly(expected, within(1e-7));
            for (String name : tensors.keySet()) {
                if (!name.contains("norm1")) {
                    checkGradient(name, arrays.get(name).getGradient().toDoubleArray(), direction);
                }
            }
        }
    }

    /** At a few elements of each tensor. */
    private void checkGradient(String name, double[] found, double[] direction) {
        double[] values = tensors.get(name);
        for (int i = 0; i < values.length; i += Math.max(1, values.length / 3)) {
            double kept = values[i];
            values[i] = kept + STEP;
            double above = product(logits(), direction);
            values[i] = kept - STEP;
            double below = product(logits(), direction);
            values[i] = kept;
            assertThat(found[i]).as("%s[%d]", name, i).isCloseTo((above - below) / (2 * STEP), within(1e-5));
        }
    }

    private double[] logits() {
        double[][] memory = perceptron(pooled(), "projection_layer", WIDTH, WIDTH);
        float[] code = PositionCode.of(MEMORY, WIDTH);
        double[][] keys = new double[POSITIONS][WIDTH];
        for (int p = 0; p < POSITIONS; p++) {
            for (int i = 0; i < WIDTH; i++) {
                keys[p][i] = memory[p][i] + code[p * WIDTH + i];
            }
        }
        double[][] queries = rows(prompts, CLASSES);
        for (int i = 0; i < DECODER.layers(); i++) {
            String layer = "transformer_decoder.layers." + i;
            queries = sum(queries, attention(layer, normalised(queries, layer + ".norm2"), keys, memory));
            double[][] hidden = linear(normalised(queries, layer + ".norm3"), layer + ".linear1", 7);
            for (double[] row : hidden) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = Math.max(0, row[j]);
                }
            }
            queries = sum(queries, linear(hidden, layer + ".linear2", WIDTH));
        }
        double[][] masks = perceptron(normalised(queries, "transformer_decoder.norm"), "mask_embed_proj", 5, 4);
        double[] logits = new double[CLASSES * VOXELS];
        for (int c = 0; c < CLASSES; c++) {
            for (int voxel = 0; voxel < VOXELS; voxel++) {
                for (int f = 0; f < 4; f++) {
                    logits[c * VOXELS + voxel] += masks[c][f] * last[f * VOXELS + voxel];
                }
            }
        }
        return logits;
    }

    /** Each position's channels: means over 2 x 2 x 2 voxels of the wide tap, then the deep tap's. */
    private double[][] pooled() {
        double[][] memory = new double[POSITIONS][5];
        for (int channel = 0; channel < 3; channel++) {
            for (int voxel = 0; voxel < VOXELS; voxel++) {
                int z = voxel / (EXTENTS[1] * EXTENTS[2]);
                int x = voxel % EXTENTS[2];
                memory[z / 2 * 3 + x / 2][channel] += wide[channel * VOXELS + voxel] / 8;
            }
        }
        for (int channel = 0; channel < 2; channel++) {
            for (int p = 0; p < POSITIONS; p++) {
                memory[p][3 + channel] = deep[channel * POSITIONS + p];
            }
        }
        return memory;
    }

    private double[][] attention(String layer, double[][] asked, double[][] keys, double[][] values) {
        String name = layer + ".multihead_attn";
        double[] weight = tensors.get(name + ".in_proj_weight");
        double[] bias = tensors.get(name + ".in_proj_bias");
        double[][] q = linear(asked, weight, bias, 0, WIDTH);
        double[][] k = linear(keys, weight, bias, WIDTH, WIDTH);
        double[][] v = linear(values, weight, bias, 2 * WIDTH, WIDTH);
        int perHead = WIDTH / DECODER.heads();
        double[][] seen = new double[q.length][WIDTH];
        for (int row = 0; row < q.length; row++) {
            for (int head = 0; head < DECODER.heads(); head++) {
                double[] look = new double[k.length];
                double total = 0;
                for (int p = 0; p < k.length; p++) {
                    double dot = 0;
                    for (int i = head * perHead; i < (head + 1) * perHead; i++) {
                        dot += q[row][i] * k[p][i];
                    }
                    look[p] = Math.exp(dot / Math.sqrt(perHead));
                    total += look[p];
                }
                for (int p = 0; p < k.length; p++) {
                    for (int i = head * perHead; i < (head + 1) * perHead; i++) {
                        seen[row][i] += look[p] / total * v[p][i];
                    }
                }
            }
        }
        return linear(seen, name + ".out_proj", WIDTH);
    }

    private double[][] perceptron(double[][] x, String name, int hidden, int out) {
        return gelu(linear(gelu(linear(x, name + ".0", hidden)), name + ".2", out));
    }

    private static double[][] gelu(double[][] x) {
        for (double[] row : x) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= gaussian(row[i]);
            }
        }
        return x;
    }

    /** The normal distribution's share below x, by Simpson's rule. */
    private static double gaussian(double x) {
        int steps = 400;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = i * width;
            sum += Math.exp(-at * at / 2) * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
    }

    private double[][] linear(double[][] x, String name, int out) {
        return linear(x, tensors.get(name + ".weight"), tensors.get(name + ".bias"), 0, out);
    }

    private static double[][] linear(double[][] x, double[] weight, double[] bias, int firstRow, int out) {
        double[][] y = new double[x.length][out];
        for (int row = 0; row < x.length; row++) {
            int in = x[row].length;
            for (int o = 0; o < out; o++) {
                y[row][o] = bias[firstRow + o];
                for (int i = 0; i < in; i++) {
                    y[row][o] += weight[(firstRow + o) * in + i] * x[row][i];
                }
            }
        }
        return y;
    }

    private double[][] normalised(double[][] x, String name) {
        double[] weight = tensors.get(name + ".weight");
        double[] bias = tensors.get(name + ".bias");
        double[][] y = new double[x.length][WIDTH];
        for (int row = 0; row < x.length; row++) {
            double mean = 0;
            double square = 0;
            for (double value : x[row]) {
                mean += value / WIDTH;
            }
            for (double value : x[row]) {
                square += (value - mean) * (value - mean) / WIDTH;
            }
            for (int i = 0; i < WIDTH; i++) {
                y[row][i] = (x[row][i] - mean) / Math.sqrt(square + 1e-5) * weight[i] + bias[i];
            }
        }
        return y;
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][];
        for (int row = 0; row < a.length; row++) {
            sum[row] = a[row].clone();
            for (int i = 0; i < sum[row].length; i++) {
                sum[row][i] += b[row][i];
            }
        }
        return sum;
    }

    private static double[][] rows(double[] flat, int rows) {
        double[][] matrix = new double[rows][flat.length / rows];
        for (int i = 0; i < flat.length; i++) {
            matrix[i / (flat.length / rows)][i % (flat.length / rows)] = flat[i];
        }
        return matrix;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] draw(long seed, int elements) {
        return new Random(seed).doubles(elements, -0.5, 0.5).toArray();
    }
}
