package io.lorkd.coordinator.aggregation;

import io.lorkd.coordinator.aggregation.ServerOptimiser.Memory;
import io.lorkd.model.tensor.FlatFile;
import io.lorkd.model.tensor.FlatForm;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the server's optimiser keeps: read from the last round's file and written to the next one's, while the trainable
 * elements are stepped in the order of the file.
 */
final class OptimiserState implements Closeable {
    private final ServerOptimiser optimiser;
    private final Optional<FlatFile> previous;
    private final Optional<TensorFileWriter> next;
    private final double[] values;
    private long stepped;

    private OptimiserState(ServerOptimiser optimiser, Optional<FlatFile> previous, Optional<TensorFileWriter> next) {
        this.optimiser = optimiser;
        this.previous = previous;
        this.next = next;
        this.values = new double[optimiser.memory().map(Memory::width).orElse(0) * Aggregation.BLOCK];
    }

    /**
     * @param trainable the tensors that are stepped
     * @param previous empty in the first round
     * @param next not written by an optimiser without memory
     */
    static OptimiserState open(
            ServerOptimiser optimiser, List<TensorInfo> trainable, Optional<Path> previous, Path next) {
        Optional<Memory> memory = optimiser.memory();
        if (memory.isEmpty()) {
            return new OptimiserState(optimiser, Optional.empty(), Optional.empty());
        }
        List<TensorInfo> tensors = trainable.stream().map(memory.get()::of).toList();
        Optional<FlatFile> open = previous.map(FlatForm.of(tensors)::open);
        try {
            return new OptimiserState(optimiser, open, Optional.of(TensorFileWriter.create(next, tensors, Map.of())));
        } catch (RuntimeException e) {
            open.ifPresent(FlatFile::close);
            throw e;
        }
    }

    /** Steps the next trainable elements, as {@link ServerOptimiser#step}. */
    void step(double[] parameters, double[] gradients, double sign, int from, int to) {
        Optional<Memory> memory = optimiser.memory();
        memory.ifPresent(kept -> read(kept, to - from));
        optimiser.step(parameters, gradients, sign, values, from, to);
        next.ifPresent(file -> file.write(values, 0, memory.map(Memory::width).orElse(0) * (to - from)));
        stepped += to - from;
    }

    private void read(Memory memory, int elements) {
        int width = memory.width();
        if (previous.isPresent()) {
            previous.get().read(width * stepped, values, width * elements);
        } else {
            for (int i = 0; i < width * elements; i++) {
                values[i] = memory.first().get(i % width);
            }
        }
    }

    /** Returns the file of the next round's state, if there is one. */
    Optional<Path> finish() {
        return next.map(TensorFileWriter::finish);
    }

    @Override
    public void close() {
        next.ifPresent(TensorFileWriter::close);
        previous.ifPresent(FlatFile::close);
    }
}
