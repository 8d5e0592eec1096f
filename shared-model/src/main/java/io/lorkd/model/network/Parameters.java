package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parameters and running statistics of a network, in the order of its tree. */
public final class Parameters {

    private static final FirstValues ZERO = new FirstValues.Constant(0);
    private static final FirstValues ONE = new FirstValues.Constant(1);

    private Parameters() {}

    /**
     * Every tensor of the network's state, layer by layer: weight, bias, running mean, running variance; then those of its
     * query decoder, if it has one. That order is the order of tensor files.
     *
     * @throws IllegalArgumentException when two layers have one name
     */
    public static List<ParameterSpec> of(Network network) {
        List<ParameterSpec> parameters = new ArrayList<>();
        network.trunk().leaves().forEach(layer -> add(layer, network.firstWeights(), parameters));
        network.decoder().ifPresent(decoder -> parameters.addAll(decoder.parameters()));
        Set<String> names = new HashSet<>();
        for (ParameterSpec parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException(
                        "network " + network.name() + " has two parameters named " + parameter.name());
            }
        }
        return List.copyOf(parameters);
    }

    public static List<Layer.Convolution> convolutions(Network network) {
        return network.trunk()
                .leaves()
                .filter(Layer.Convolution.class::isInstance)
                .map(Layer.Convolution.class::cast)
                .toList();
    }

    /** How many numbers are trained, heads and experts aside. */
    public static long count(Network network) {
        return of(network).stream()
                .filter(parameter -> !parameter.kind().isStatistic())
                .mapToLong(ParameterSpec::elements)
                .sum();
    }

    /** (outChannels, inChannels / groups, kernel...). */
    public static List<Long> weightShape(Layer.Convolution convolution) {
        return shape(convolution.outChannels(), convolution.inChannels() / convolution.groups(), convolution.kernel());
    }

    /** (inChannels, outChannels, factor...), as PyTorch has it. */
    public static List<Long> weightShape(Layer.UpConvolution convolution) {
        return shape(convolution.inChannels(), convolution.outChannels(), convolution.factor());
    }

    private static List<Long> shape(int first, int second, List<Integer> kernel) {
        List<Long> shape = new ArrayList<>();
        shape.add((long) first);
        shape.add((long) second);
        kernel.forEach(extent -> shape.add((long) extent));
        return List.copyOf(shape);
    }

    private static void add(Layer layer, FirstWeights firstWeights, List<ParameterSpec> into) {
        if (layer instanceof Layer.Convolution convolution) {
            into.add(new ParameterSpec(
                    convolution.name() + ".weight",
                    weightShape(convolution),
                    ParameterSpec.Kind.CONVOLUTION_WEIGHT,
                    firstWeights.of(convolution)));
            if (convolution.bias()) {
                into.add(bias(convolution.name(), convolution.outChannels()));
            }
        } else if (layer instanceof Layer.UpConvolution convolution) {
            into.add(new ParameterSpec(
                    convolution.name() + ".weight",
                    weightShape(convolution),
                    ParameterSpec.Kind.CONVOLUTION_WEIGHT,
                    firstWeights.of(convolution)));
            into.add(bias(convolution.name(), convolution.outChannels()));
        } else if (layer instanceof Layer.InstanceNormalisation normalisation) {
            affine(normalisation.name(), normalisation.channels(), into);
        } else if (layer instanceof Layer.BatchNormalisation normalisation) {
            List<Long> shape = List.of((long) normalisation.channels());
            String name = normalisation.name();
            affine(name, normalisation.channels(), into);
            into.add(new ParameterSpec(name + ".running_mean", shape, ParameterSpec.Kind.RUNNING_MEAN, ZERO));
            into.add(new ParameterSpec(name + ".running_var", shape, ParameterSpec.Kind.RUNNING_VARIANCE, ONE));
        }
    }

    private static ParameterSpec bias(String layer, int channels) {
        return new ParameterSpec(layer + ".bias", List.of((long) channels), ParameterSpec.Kind.BIAS, ZERO);
    }

    private static void affine(String layer, int channels, List<ParameterSpec> into) {
        List<Long> shape = List.of((long) channels);
        into.add(new ParameterSpec(layer + ".weight", shape, ParameterSpec.Kind.NORMALISATION_WEIGHT, ONE));
        into.add(new ParameterSpec(layer + ".bias", shape, ParameterSpec.Kind.NORMALISATION_BIAS, ZERO));
    }
}
