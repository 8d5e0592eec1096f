package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The parameters and running statistics of a network, in the order of its tree. */
public final class Parameters {

    private Parameters() {}

    /**
     * Every tensor of the network's state, layer by layer: weight, bias, running mean, running variance. That order is
     * the order of tensor files.
     *
     * @throws IllegalArgumentException when two layers have one name
     */
    public static List<ParameterSpec> of(Network network) {
        List<ParameterSpec> parameters = new ArrayList<>();
        network.trunk().leaves().forEach(layer -> add(layer, parameters));
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
        List<Long> shape = new ArrayList<>();
        shape.add((long) convolution.outChannels());
        shape.add((long) convolution.inChannels() / convolution.groups());
        convolution.kernel().forEach(extent -> shape.add((long) extent));
        return List.copyOf(shape);
    }

    private static void add(Layer layer, List<ParameterSpec> into) {
        if (layer instanceof Layer.Convolution convolution) {
            into.add(new ParameterSpec(
                    convolution.name() + ".weight", weightShape(convolution), ParameterSpec.Kind.CONVOLUTION_WEIGHT));
            if (convolution.bias()) {
                into.add(new ParameterSpec(
                        convolution.name() + ".bias",
                        List.of((long) convolution.outChannels()),
                        ParameterSpec.Kind.BIAS));
            }
        } else if (layer instanceof Layer.BatchNormalisation normalisation) {
            List<Long> shape = List.of((long) normalisation.channels());
            String name = normalisation.name();
            into.add(new ParameterSpec(name + ".weight", shape, ParameterSpec.Kind.NORMALISATION_WEIGHT));
            into.add(new ParameterSpec(name + ".bias", shape, ParameterSpec.Kind.NORMALISATION_BIAS));
            into.add(new ParameterSpec(name + ".running_mean", shape, ParameterSpec.Kind.RUNNING_MEAN));
            into.add(new ParameterSpec(name + ".running_var", shape, ParameterSpec.Kind.RUNNING_VARIANCE));
        }
    }
}
