package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is shared between sites: the tensors of every backbone file, be it a backbone, a delta or a gradient, and their
 * one canonical form. Experts, heads and, with local normalisation, everything of the normalisation layers are not in
 * it, and so there is no file for them to travel in.
 */
public final class BackboneManifest {

    private static final int BLOCK_ELEMENTS = 8 << 10;

    private final String network;
    private final List<Entry> entries;
    private final List<TensorInfo> tensors;
    private final Set<String> variances;
    private final byte[] header;
    private final long fileBytes;

    /** How a tensor travels and is reduced. */
    public enum Tag {
        /** As delta or gradient; the aggregation rule and the server's optimiser act on it. */
        TRAINABLE,
        /** A running mean or variance: as value, in every exchange mode; the plain weighted mean. */
        STATISTIC
    }

    public record Entry(TensorInfo tensor, Tag tag) {}

    private BackboneManifest(String network, List<ParameterSpec> parameters, Dtype dtype) {
        this.network = network;
        this.entries =
                parameters.stream().map(parameter -> entry(parameter, dtype)).toList();
        this.tensors = entries.stream().map(Entry::tensor).toList();
        this.variances = parameters.stream()
                .filter(parameter -> parameter.kind() == ParameterSpec.Kind.RUNNING_VARIANCE)
                .map(ParameterSpec::name)
                .collect(Collectors.toUnmodifiableSet());
        this.header = Header.canonical(tensors, Map.of());
        this.fileBytes = Math.addExact(header.length, Header.dataBytes(tensors));
    }

    /**
     * @param normalisationIsShared whether normalisation weights, biases and running statistics travel
     * @param dtype of every tensor, F32 or F64
     */
    public static BackboneManifest of(Network network, boolean normalisationIsShared, Dtype dtype) {
        if (!dtype.isWritable()) {
            throw new IllegalArgumentException("a backbone is of type F32 or F64, not " + dtype);
        }
        List<ParameterSpec> shared = Parameters.of(network).stream()
                .filter(parameter -> normalisationIsShared || !parameter.kind().belongsToNormalisation())
                .toList();
        return new BackboneManifest(network.name(), shared, dtype);
    }

    private static Entry entry(ParameterSpec parameter, Dtype dtype) {
        return new Entry(
                new TensorInfo(parameter.name(), dtype, parameter.shape()),
                parameter.kind().isStatistic() ? Tag.STATISTIC : Tag.TRAINABLE);
    }

    /** In the order of the file. */
    public List<Entry> entries() {
        return entries;
    }

    /** In the order of the file. */
    public List<TensorInfo> tensors() {
        return tensors;
    }

    /** How many numbers are shared and trained; running statistics are not parameters. */
    public long parameters() {
        return entries.stream()
                .filter(entry -> entry.tag() == Tag.TRAINABLE)
                .mapToLong(entry -> entry.tensor().elements())
                .sum();
    }

    /** The length that every file of this manifest has: header and data. */
    public long fileBytes() {
        return fileBytes;
    }

    /**
     * Checks the form of a file: its header is the canonical one to the byte, and its length is exact. So nothing can be
     * in it but the values of the declared tensors.
     *
     * @throws ManifestViolationException saying what was found instead
     * @throws InvalidInputException when the file is not there or cannot be read
     */
    public void check(Path file) {
        long found;
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            found = Files.size(file);
            start = in.readNBytes(header.length);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e, e);
        }
        if (found != fileBytes || !Arrays.equals(start, header)) {
            throw new ManifestViolationException(
                    file + " is not a backbone file of " + network + ": " + difference(file, found, start));
        }
    }

    /**
     * Checks every value, a block at a time.
     *
     * @throws NonFiniteException naming the first value that is NaN or infinite
     * @throws ManifestViolationException when a running variance is negative, which no training yields
     * @throws InvalidInputException when the file is no tensor file or lacks a tensor
     */
    public void checkFinite(Path file) {
        checkValues(file, false);
    }

    /**
     * As {@link #checkFinite(Path)}, for a file that has {@linkplain #check the manifest's form} and whose bytes passed by while
     * they arrived; what was seen then is not read again.
     */
    public void checkFinite(Path file, Optional<ArrivingValues> seen) {
        checkValues(file, seen.filter(ArrivingValues::allFinite).isPresent());
    }

    /** What looks at the values of a file while it arrives; empty where only the file can be looked at. */
    public Optional<ArrivingValues> arriving() {
        boolean single = tensors.stream().allMatch(tensor -> tensor.dtype() == Dtype.F32);
        return single ? Optional.of(new ArrivingValues(header.length, fileBytes)) : Optional.empty();
    }

    private void checkValues(Path file, boolean knownFinite) {
        try (TensorFile values = TensorFile.open(file)) {
            for (TensorInfo declared : tensors) {
                TensorInfo tensor = values.tensor(declared.name());
                boolean variance = variances.contains(tensor.name());
                // Almost every tensor passes as a whole; value by value it is looked at to say which one is wrong.
                if (variance || !(knownFinite || values.isFinite(tensor))) {
                    checkValues(values, tensor, variance);
                }
            }
        }
    }

    private static void checkValues(TensorFile values, TensorInfo tensor, boolean variance) {
        double[] block = new double[BLOCK_ELEMENTS];
        for (long first = 0; first < tensor.elements(); first += BLOCK_ELEMENTS) {
            int count = (int) Math.min(BLOCK_ELEMENTS, tensor.elements() - first);
            values.read(tensor, first, block, 0, count);
            for (int i = 0; i < count; i++) {
                checkValue(values.file(), tensor, first + i, block[i], variance);
            }
        }
    }

    private static void checkValue(Path file, TensorInfo tensor, long element, double value, boolean variance) {
        if (!Double.isFinite(value)) {
            throw new NonFiniteException(
                    file + ": element " + element + " of " + tensor.name() + " is " + value
                            + "; expected finite values only",
                    tensor.name(),
                    element);
        }
        if (variance && value < 0) {
            throw new ManifestViolationException(file + ": element " + element + " of " + tensor.name() + " is " + value
                    + "; a variance is 0 or more");
        }
    }

    private String difference(Path file, long found, byte[] start) {
        try (TensorFile other = TensorFile.open(file)) {
            String content = difference(other);
            if (!content.isEmpty()) {
                return content;
            }
        } catch (InvalidInputException e) {
            return "it has " + found + " bytes, expected " + fileBytes + "; " + e.getMessage();
        }
        return "the right tensors, but not in canonical form (byte " + Arrays.mismatch(start, header)
                + " of the header differs)";
    }

    private String difference(TensorFile other) {
        if (!other.metadata().isEmpty()) {
            return "it carries metadata, which may not travel";
        }
        for (TensorInfo tensor : other.tensors()) {
            if (tensors.stream().noneMatch(declared -> declared.name().equals(tensor.name()))) {
                return "it holds " + Header.quoted(tensor.name()) + ", which is not shared";
            }
        }
        for (TensorInfo declared : tensors) {
            if (other.find(declared.name()).isEmpty()) {
                return "it lacks " + declared.name();
            }
            TensorInfo tensor = other.tensor(declared.name());
            if (!tensor.equals(declared)) {
                return declared.name() + " is " + tensor.dtype() + " of shape " + tensor.shape() + ", expected "
                        + declared.dtype() + " of shape " + declared.shape();
            }
        }
        return other.tensors().equals(tensors) ? "" : "its tensors are not in the order of the network";
    }
}
