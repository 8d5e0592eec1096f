package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.lorkd.model.eks.EksPlanner;
import io.lorkd.model.eks.EksWeights;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.QueryDecoder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs a tree of layers forward. A convolution that has experts in this run is an EKS convolution, any other a plain one.
 * Every result belongs to the manager of the input, and is given back as soon as the next layer has used it.
 */
final class Interpreter {
    private static final float LEAKY_SLOPE = 0.01f;

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> statistics;
    private final boolean batchStatistics;
    private final Optional<ExpertBank.Active> experts;
    private final Map<String, NDArray> taps = new HashMap<>();
    private Set<String> wanted = Set.of();

    /**
     * @param parameters by name, as in the network's parameter list
     * @param statistics running mean and variance of each normalisation, by name; with {@code batchStatistics} they are
     *     overwritten with the batch's mean and unbiased variance
     * @param batchStatistics whether to normalise by the batch, or by {@code statistics}
     */
    Interpreter(
            Map<String, NDArray> parameters,
            Map<String, NDArray> statistics,
            boolean batchStatistics,
            Optional<ExpertBank.Active> experts) {
        this.parameters = parameters;
        this.statistics = statistics;
        this.batchStatistics = batchStatistics;
        this.experts = experts;
    }

    /**
     * The trunk's, with what the network's query decoder reads beside it.
     *
     * @param x shape (samples, channels, spatial...); stays open
     */
    Features features(Network network, NDArray x) {
        wanted = network.decoder()
                .map(decoder -> decoder.sources().stream()
                        .map(QueryDecoder.Source::tap)
                        .collect(Collectors.toUnmodifiableSet()))
                .orElseGet(Set::of);
        taps.clear();
        return new Features(run(network.trunk(), x), Map.copyOf(taps));
    }

    /** @param x shape (samples, channels, spatial...); stays open */
    NDArray run(Layer layer, NDArray x) {
        if (layer instanceof Layer.Sequence sequence) {
            return sequence(sequence, x);
        } else if (layer instanceof Layer.Branches branches) {
            return branches(branches, x);
        } else if (layer instanceof Layer.Convolution convolution) {
            return convolution(convolution, x);
        } else if (layer instanceof Layer.BatchNormalisation normalisation) {
            return normalisation(normalisation, x);
        } else if (layer instanceof Layer.InstanceNormalisation normalisation) {
            String name = normalisation.name();
            return InterpretedInstances.normalise(
                    x, parameters.get(name + ".weight"), parameters.get(name + ".bias"), normalisation.epsilon());
        } else if (layer instanceof Layer.UpConvolution up) {
            return InterpretedBlocks.convolve(
                    up, x, parameters.get(up.name() + ".weight"), parameters.get(up.name() + ".bias"));
        } else if (layer instanceof Layer.Tap tap) {
            if (wanted.contains(tap.name())) {
                taps.put(tap.name(), x);
            }
            return x;
        } else if (layer instanceof Layer.Activation activation) {
            return switch (activation.function()) {
                case RELU -> x.getNDArrayInternal().relu();
                case LEAKY_RELU -> x.getNDArrayInternal().leakyRelu(LEAKY_SLOPE);
            };
        } else if (layer instanceof Layer.MaxPooling pooling) {
            return maxPooling(pooling, x);
        } else if (layer instanceof Layer.GlobalAveragePooling) {
            Shape shape = x.getShape();
            try (NDArray points = x.reshape(shape.get(0), shape.get(1), -1)) {
                return points.mean(new int[] {2});
            }
        } else if (layer instanceof Layer.ChannelShuffle shuffle) {
            return shuffle(shuffle, x);
        }
        throw new IllegalStateException(
                "no interpretation of " + layer.getClass().getSimpleName());
    }

    private NDArray sequence(Layer.Sequence sequence, NDArray x) {
        NDArray current = x;
        for (Layer layer : sequence.layers()) {
            NDArray next = run(layer, current);
            if (current != x && current != next) {
                release(current);
            }
            current = next;
        }
        return current;
    }

    private NDArray branches(Layer.Branches branches, NDArray x) {
        List<Layer> each = branches.branches();
        NDList inputs =
                switch (branches.fork()) {
                    case COPY -> null;
                    case SPLIT_CHANNELS -> x.split(each.size(), 1);
                };
        NDList results = new NDList(each.size());
        for (int i = 0; i < each.size(); i++) {
            results.add(run(each.get(i), inputs == null ? x : inputs.get(i)));
        }
        NDArray joined =
                switch (branches.join()) {
                    case CONCAT_CHANNELS -> NDArrays.concat(results, 1);
                    case ADD -> NDArrays.add(results.toArray(new NDArray[0]));
                };
        results.stream().filter(result -> result != x).forEach(this::release);
        if (inputs != null) {
            inputs.close();
        }
        return joined;
    }

    private void release(NDArray used) {
        if (!taps.containsValue(used)) {
            used.close();
        }
    }

    private NDArray convolution(Layer.Convolution convolution, NDArray x) {
        if (experts.isPresent() && convolution.hasExpert()) {
            ExpertBank.Active active = experts.get();
            EksWeights weights = active.weights().get(convolution.name());
            long positions = x.getShape().slice(2).size();
            return EksPlanner.choose(convolution, active.segments(), positions).apply(weights, x, active.segments());
        }
        NDArray weight = parameters.get(convolution.name() + ".weight");
        NDArray bias = convolution.bias() ? parameters.get(convolution.name() + ".bias") : null;
        Shape stride = shape(convolution.stride());
        Shape padding = shape(convolution.padding());
        Shape dilation = shape(convolution.dilation());
        NDList y = convolution.kernel().size() == 2
                ? Conv2d.conv2d(x, weight, bias, stride, padding, dilation, convolution.groups())
                : Conv3d.conv3d(x, weight, bias, stride, padding, dilation, convolution.groups());
        return y.singletonOrThrow();
    }

    /**
     * The engine keeps the moving average's momentum in single precision, too coarse for a session in double. At a
     * momentum of 0 (all of it the batch's) it writes the batch's own statistics, and the session averages.
     */
    private NDArray normalisation(Layer.BatchNormalisation normalisation, NDArray x) {
        String name = normalisation.name();
        return BatchNorm.batchNorm(
                        x,
                        statistics.get(name + ".running_mean"),
                        statistics.get(name + ".running_var"),
                        parameters.get(name + ".weight"),
                        parameters.get(name + ".bias"),
                        -1,
                        0f,
                        (float) normalisation.epsilon(),
                        batchStatistics)
                .singletonOrThrow();
    }

    private static NDArray maxPooling(Layer.MaxPooling pooling, NDArray x) {
        Shape kernel = shape(pooling.kernel());
        Shape stride = shape(pooling.stride());
        Shape padding = shape(pooling.padding());
        return kernel.dimension() == 2
                ? Pool.maxPool2d(x, kernel, stride, padding, false)
                : Pool.maxPool3d(x, kernel, stride, padding, false);
    }

    private static NDArray shuffle(Layer.ChannelShuffle shuffle, NDArray x) {
        Shape shape = x.getShape();
        int groups = shuffle.groups();
        try (NDArray grouped = x.reshape(shape.get(0), groups, shape.get(1) / groups, -1);
                NDArray swapped = grouped.swapAxes(1, 2)) {
            return swapped.reshape(shape);
        }
    }

    private static Shape shape(List<Integer> extents) {
        return new Shape(extents.stream().mapToLong(Integer::longValue).toArray());
    }
}
