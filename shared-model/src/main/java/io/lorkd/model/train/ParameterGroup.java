package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters that are trained together, as one flat vector, with their optimiser's state. Owns both. */
final class ParameterGroup implements AutoCloseable {

    private final NDManager manager;
    private final Precision precision;
    private final Optimiser optimiser;
    private final NDArray values;
    private final List<NDArray> state = new ArrayList<>();
    private long steps;

    ParameterGroup(NDManager parent, Precision precision, Optimiser optimiser, double[] initial) {
        this.manager = parent.newSubManager();
        this.precision = precision;
        this.optimiser = optimiser;
        this.values = precision.vector(manager, initial);
        resetState();
    }

    /** The live vector, to be looked at or changed in place, not to be computed with: results would stay here. */
    NDArray values() {
        return values;
    }

    /**
     * Another handle of the same memory that gradients are recorded for. A fresh one per batch starts without a gradient,
     * where a kept one would have to be zeroed, and would stay NaN once it was.
     */
    NDArray leaf(NDManager batch) {
        NDArray leaf = constant(batch);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Another handle of the same memory, without gradient, whose results belong to the batch. */
    NDArray constant(NDManager batch) {
        NDArray handle = values.stopGradient();
        handle.attach(batch);
        return handle;
    }

    /** @param gradient may be changed */
    void step(NDArray gradient, double learningRate) {
        steps++;
        optimiser.step(values, gradient, state, steps, learningRate);
    }

    /** As if no step had been made. */
    void resetState() {
        state.forEach(NDArray::close);
        state.clear();
        optimiser.state().forEach(name -> state.add(precision.zeros(manager, values.size())));
        steps = 0;
    }

    void set(double[] newValues) {
        precision.overwrite(values, newValues);
    }

    /** The optimiser's live vectors, as it names them. */
    List<NDArray> state() {
        return List.copyOf(state);
    }

    /** Steps since the state was zero. */
    long steps() {
        return steps;
    }

    /** The optimiser's vectors by name, and how many steps made them. */
    Snapshot snapshot() {
        Map<String, double[]> vectors = new LinkedHashMap<>();
        for (int i = 0; i < state.size(); i++) {
            vectors.put(optimiser.state().get(i), precision.values(state.get(i)));
        }
        return new Snapshot(vectors, steps);
    }

    void restore(Snapshot snapshot) {
        for (int i = 0; i < state.size(); i++) {
            precision.overwrite(
                    state.get(i), snapshot.vectors().get(optimiser.state().get(i)));
        }
        steps = snapshot.steps();
    }

    record Snapshot(Map<String, double[]> vectors, long steps) {}

    @Override
    public void close() {
        manager.close();
    }
}
