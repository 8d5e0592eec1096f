package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.QueryDecoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A PyTorch state dict in a safetensors file, read as a network's tensors. Our names are those of torchvision, nnU-Net and
 * SAT; what differs from file to file is the rest, by these rules:
 *
 * <ul>
 *   <li>Whatever stands before all names, such as {@code module.} or {@code model.backbone.}, is left out. The trunk and the
 *       query decoder may have different prefixes, as they have in SAT.
 *   <li>A head, {@code fc}, {@code head} or {@code classifier}, is kept apart: it is not the network's.
 *   <li>Anything else, such as {@code num_batches_tracked}, a second name of the same tensor or another branch, is left alone.
 * </ul>
 *
 * The tensor file has to stay open while this is read.
 */
public final class StateDict {

    private static final int NAMES_IN_A_MESSAGE = 4;
    private static final List<String> HEADS = List.of("fc", "head", "classifier");

    private final TensorFile file;
    private final Map<ParameterSpec, TensorInfo> tensors;
    private final Optional<Head> head;

    private StateDict(TensorFile file, Map<ParameterSpec, TensorInfo> tensors, Optional<Head> head) {
        this.file = file;
        this.tensors = tensors;
        this.head = head;
    }

    /**
     * A linear head or a convolution of kernel 1 behind the trunk, under its name in the file.
     *
     * @param weight (classes, features) or (classes, features, 1...)
     * @param bias (classes)
     */
    public record Head(TensorInfo weight, TensorInfo bias) {
        public int classes() {
            return Math.toIntExact(weight.shape().get(0));
        }
    }

    /**
     * @throws InvalidInputException when the file lacks a tensor of the network, or has it in another shape or of a type that
     *     is no floating-point one
     */
    public static StateDict of(TensorFile file, Network network) {
        return of(file, network, Parameters.of(network));
    }

    /**
     * As {@link #of}, but a file without a single tensor of the normalisation layers is read without them: the backbone of a
     * run whose normalisation stays at the sites.
     */
    public static StateDict ofBackbone(TensorFile file, Network network) {
        List<ParameterSpec> all = Parameters.of(network);
        List<ParameterSpec> travelling = all.stream()
                .filter(parameter -> !parameter.kind().belongsToNormalisation())
                .toList();
        boolean normalised = all.stream()
                .filter(parameter -> parameter.kind().belongsToNormalisation())
                .anyMatch(parameter -> file.tensors().stream().anyMatch(tensor -> isNamed(tensor, parameter)));
        return of(file, network, normalised ? all : travelling);
    }

    private static StateDict of(TensorFile file, Network network, List<ParameterSpec> parameters) {
        List<ParameterSpec> decoder =
                network.decoder().map(QueryDecoder::parameters).orElse(List.of());
        List<ParameterSpec> trunk = new ArrayList<>(parameters);
        trunk.removeAll(decoder);
        String prefix = prefix(file, trunk);
        Map<ParameterSpec, TensorInfo> tensors = new LinkedHashMap<>();
        put(file, network, trunk, prefix, tensors);
        if (!decoder.isEmpty()) {
            put(file, network, decoder, prefix(file, decoder), tensors);
        }
        return new StateDict(file, tensors, head(file, prefix, network.featureWidth()));
    }

    /** The file's tensor that is this parameter of the network; its name there may have a prefix. */
    public TensorInfo tensor(String parameter) {
        return tensors.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(parameter))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no parameter " + parameter));
    }

    /** Empty where the file has none that fits the network's features. */
    public Optional<Head> head() {
        return head;
    }

    /**
     * All of the network's tensors by their names in the network, row-major, in the order of its parameters.
     *
     * @throws InvalidInputException when a value is NaN or infinite
     */
    public Map<String, double[]> read() {
        Map<String, double[]> values = new LinkedHashMap<>();
        tensors.forEach((parameter, tensor) -> {
            if (!file.isFinite(tensor)) {
                throw new InvalidInputException(
                        file.file() + ": " + Header.quoted(tensor.name()) + " holds a value that is not finite");
            }
            values.put(parameter.name(), file.doubles(tensor.name()));
        });
        return values;
    }

    /** What stands before the most of these parameters in the file; the shortest of several. */
    private static String prefix(TensorFile file, List<ParameterSpec> parameters) {
        Map<String, Integer> found = new HashMap<>();
        for (ParameterSpec parameter : parameters) {
            String name = parameter.name();
            for (TensorInfo tensor : file.tensors()) {
                if (isNamed(tensor, parameter)) {
                    found.merge(tensor.name().substring(0, tensor.name().length() - name.length()), 1, Integer::sum);
                }
            }
        }
        // sorted by name, so that the answer does not depend on the order of a hash map
        String best = "";
        for (String prefix : new TreeSet<>(found.keySet())) {
            int more = found.get(prefix) - found.getOrDefault(best, 0);
            if (more > 0 || more == 0 && prefix.length() < best.length()) {
                best = prefix;
            }
        }
        return best;
    }

    private static boolean isNamed(TensorInfo tensor, ParameterSpec parameter) {
        return tensor.name().equals(parameter.name()) || tensor.name().endsWith("." + parameter.name());
    }

    private static void put(
            TensorFile file,
            Network network,
            List<ParameterSpec> parameters,
            String prefix,
            Map<ParameterSpec, TensorInfo> into) {
        List<String> missing = new ArrayList<>();
        for (ParameterSpec parameter : parameters) {
            Optional<TensorInfo> found = file.find(prefix + parameter.name());
            found.ifPresentOrElse(
                    tensor -> into.put(parameter, fitting(file, network, parameter, tensor)),
                    () -> missing.add(prefix + parameter.name()));
        }
        if (!missing.isEmpty()) {
            throw new InvalidInputException(file.file() + " lacks " + missing.size() + " of the " + parameters.size()
                    + " tensors of " + network.name() + ": " + first(missing) + "; it holds "
                    + first(file.tensors().stream().map(TensorInfo::name).toList())
                    + ". Expected a PyTorch state dict of that network");
        }
    }

    private static TensorInfo fitting(TensorFile file, Network network, ParameterSpec expected, TensorInfo found) {
        if (!found.shape().equals(expected.shape())) {
            throw new InvalidInputException(file.file() + ": " + Header.quoted(found.name()) + " has shape "
                    + found.shape() + "; " + network.name() + " expects " + expected.shape());
        }
        if (!found.dtype().isReadable()) {
            throw new InvalidInputException(file.file() + ": " + Header.quoted(found.name()) + " is of type "
                    + found.dtype() + "; expected a floating-point type");
        }
        return found;
    }

    private static String first(List<String> names) {
        int shown = Math.min(names.size(), NAMES_IN_A_MESSAGE);
        String list = String.join(", ", names.subList(0, shown));
        return names.size() == shown ? list : list + " and " + (names.size() - shown) + " more";
    }

    /** Beside the trunk's names, or further out: a head may lie outside of what it calls its backbone. */
    private static Optional<Head> head(TensorFile file, String trunk, int features) {
        String prefix = trunk;
        while (true) {
            for (String name : HEADS) {
                Optional<TensorInfo> weight = file.find(prefix + name + ".weight");
                Optional<TensorInfo> bias = file.find(prefix + name + ".bias");
                if (weight.isPresent() && bias.isPresent() && isHead(weight.get(), bias.get(), features)) {
                    return Optional.of(new Head(weight.get(), bias.get()));
                }
            }
            if (prefix.isEmpty()) {
                return Optional.empty();
            }
            prefix = prefix.substring(0, prefix.lastIndexOf('.', prefix.length() - 2) + 1);
        }
    }

    private static boolean isHead(TensorInfo weight, TensorInfo bias, int features) {
        List<Long> shape = weight.shape();
        return shape.size() >= 2
                && shape.get(1) == features
                && shape.stream().skip(2).allMatch(extent -> extent == 1)
                && bias.shape().equals(List.of(shape.get(0)));
    }
}
