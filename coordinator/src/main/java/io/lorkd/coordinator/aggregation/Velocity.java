package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server optimiser's velocity: read from the last round's file, written to the next one's. In double whatever the
 * backbone is in, so that a run that is taken up from its files goes on exactly as one that never stopped.
 */
final class Velocity implements Closeable {
    private final Optional<TensorFile> previous;
    private final Optional<TensorFileWriter> next;
    private final double[] values = new double[Aggregation.BLOCK];

    private Velocity(Optional<TensorFile> previous, Optional<TensorFileWriter> next) {
        this.previous = previous;
        this.next = next;
    }

    /** @param tensors empty for an optimiser that has no velocity */
    static Velocity open(List<TensorInfo> tensors, Optional<Path> previous, Path next) {
        if (tensors.isEmpty()) {
            return new Velocity(Optional.empty(), Optional.empty());
        }
        TensorFile open = previous.isPresent() ? TensorFile.open(previous.get()) : null;
        try {
            return new Velocity(
                    Optional.ofNullable(open), Optional.of(TensorFileWriter.create(next, tensors, Map.of())));
        } catch (RuntimeException e) {
            if (open != null) {
                open.close();
            }
            throw e;
        }
    }

    /** The velocity of a tensor. */
    static TensorInfo of(TensorInfo tensor) {
        return new TensorInfo(tensor.name() + ".velocity", Dtype.F64, tensor.shape());
    }

    void step(
            ServerOptimiser optimiser,
            double sign,
            double[] parameters,
            double[] gradients,
            TensorInfo tensor,
            long first,
            int count) {
        if (previous.isPresent()) {
            TensorFile file = previous.get();
            file.read(file.tensor(of(tensor).name()), first, values, 0, count);
        } else {
            Arrays.fill(values, 0, count, 0);
        }
        optimiser.step(parameters, gradients, sign, values, count);
        if (next.isPresent()) {
            next.get().write(values, 0, count);
        }
    }

    /** Returns the file of the next velocity, if there is one. */
    Optional<Path> finish() {
        return next.isPresent() ? Optional.of(next.get().finish()) : Optional.empty();
    }

    @Override
    public void close() {
        if (next.isPresent()) {
            next.get().close();
        }
        if (previous.isPresent()) {
            previous.get().close();
        }
    }
}
