package io.lorkd.model.init;

import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.FirstValues;
import io.lorkd.model.network.FirstWeights;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * First values, each tensor's from the seed and its name alone.
 *
 * <ul>
 *   <li>Convolution weights: as the network says, see {@link FirstWeights}; torchvision starts ShuffleNet with PyTorch's
 *       default and ResNet with He's, nnU-Net U-Nets with He's for a leaky ReLU. Convolution biases: 0.
 *   <li>A query decoder: as PyTorch starts linear layers, attentions and layer normalisations.
 *   <li>Normalisation: weight 1, bias 0, running mean 0, running variance 1.
 *   <li>Experts (paper, 3.3): {@code A} uniform within 1 / sqrt(fan_in), fan_in being its columns; {@code B} zero, so a
 *       new expert changes nothing.
 *   <li>Heads: weight and bias uniform within 1 / sqrt(features), PyTorch's default for a linear layer.
 * </ul>
 */
public final class Initialiser {

    private static final int BLOCK_ELEMENTS = 8 << 10;

    private Initialiser() {}

    /** Writes the first backbone: a canonical file of the manifest, streamed. */
    public static void backbone(BackboneManifest manifest, Network network, long seed, Path to) {
        Map<String, ParameterSpec> parameters = new HashMap<>();
        Parameters.of(network).forEach(parameter -> parameters.put(parameter.name(), parameter));
        try (TensorFileWriter writer = TensorFileWriter.create(to, manifest.tensors(), Map.of())) {
            double[] block = new double[BLOCK_ELEMENTS];
            for (TensorInfo tensor : manifest.tensors()) {
                ParameterSpec parameter = parameters.get(tensor.name());
                if (parameter == null) {
                    throw new IllegalArgumentException(
                            tensor.name() + " is in the manifest but not in " + network.name());
                }
                DoubleSupplier values = values(parameter, seed);
                for (long left = tensor.elements(); left > 0; left -= block.length) {
                    int count = (int) Math.min(block.length, left);
                    fill(block, count, values);
                    writer.write(block, 0, count);
                }
            }
            writer.finish();
        }
    }

    /**
     * The first values of a normalisation parameter that stays at a site; they are the same for every seed.
     *
     * @return (channels)
     */
    public static double[] normalisation(ParameterSpec parameter) {
        double[] values = new double[Math.toIntExact(parameter.elements())];
        if (!(parameter.first() instanceof FirstValues.Constant constant)) {
            throw new IllegalArgumentException(parameter.name() + " is drawn, not constant");
        }
        Arrays.fill(values, constant.value());
        return values;
    }

    /**
     * {@code A} of one region's expert.
     *
     * @return row-major, of shape {@link ExpertShapes#a()}
     */
    public static double[] expertA(long seed, String region, ExpertShapes expert) {
        double[] values =
                new double[Math.toIntExact(expert.a().get(0) * expert.a().get(1))];
        double bound = 1 / StrictMath.sqrt(expert.a().get(1));
        Draws draws = Draws.of(seed, region + "/" + expert.nameOfA());
        fill(values, values.length, () -> draws.uniform(bound));
        return values;
    }

    /**
     * {@code B} of one region's expert: zeros.
     *
     * @return row-major, of shape {@link ExpertShapes#b()}
     */
    public static double[] expertB(ExpertShapes expert) {
        return new double[Math.toIntExact(expert.b().get(0) * expert.b().get(1))];
    }

    /**
     * The weight of a region's classification head.
     *
     * @return row-major (classes, features)
     */
    public static double[] headWeight(long seed, String region, int classes, int features) {
        return head(seed, region + "/head.weight", Math.multiplyExact(classes, features), features);
    }

    /**
     * The bias of a region's classification head.
     *
     * @return (classes)
     */
    public static double[] headBias(long seed, String region, int classes, int features) {
        return head(seed, region + "/head.bias", classes, features);
    }

    private static double[] head(long seed, String name, int elements, int features) {
        double[] values = new double[elements];
        double bound = 1 / StrictMath.sqrt(features);
        Draws draws = Draws.of(seed, name);
        fill(values, elements, () -> draws.uniform(bound));
        return values;
    }

    private static DoubleSupplier values(ParameterSpec parameter, long seed) {
        Draws draws = Draws.of(seed, parameter.name());
        FirstValues first = parameter.first();
        if (first instanceof FirstValues.Uniform uniform) {
            return () -> draws.uniform(uniform.bound());
        } else if (first instanceof FirstValues.Normal normal) {
            return () -> draws.normal(normal.standardDeviation());
        } else if (first instanceof FirstValues.Constant constant) {
            return constant::value;
        }
        throw new IllegalStateException("no draw of " + first);
    }

    private static void fill(double[] into, int count, DoubleSupplier values) {
        for (int i = 0; i < count; i++) {
            into[i] = values.getAsDouble();
        }
    }
}
