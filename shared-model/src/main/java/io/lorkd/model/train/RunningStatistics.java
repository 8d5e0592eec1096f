package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Running mean and variance of every normalisation layer, as one flat vector. */
final class RunningStatistics implements AutoCloseable {

    private final NDManager manager;
    private final Precision precision;
    private final Layout layout;
    private final NDArray values;
    private final NDArray momentum;

    /** With mean 0 and variance 1. */
    RunningStatistics(NDManager parent, Precision precision, Network network) {
        this.manager = parent.newSubManager();
        this.precision = precision;
        List<ParameterSpec> statistics = Parameters.of(network).stream()
                .filter(parameter -> parameter.kind().isStatistic())
                .toList();
        this.layout = Layout.of(statistics);
        Map<String, double[]> initial = new HashMap<>();
        statistics.forEach(each -> initial.put(each.name(), Initialiser.normalisation(each)));
        this.values = precision.vector(manager, layout.pack(initial));
        this.momentum = precision.vector(manager, momenta(network));
    }

    private double[] momenta(Network network) {
        Map<String, double[]> momenta = new HashMap<>();
        network.trunk()
                .leaves()
                .filter(Layer.BatchNormalisation.class::isInstance)
                .map(Layer.BatchNormalisation.class::cast)
                .forEach(layer -> {
                    double[] each = new double[layer.channels()];
                    Arrays.fill(each, layer.momentum());
                    momenta.put(layer.name() + ".running_mean", each);
                    momenta.put(layer.name() + ".running_var", each);
                });
        return layout.pack(momenta);
    }

    Layout layout() {
        return layout;
    }

    /** By name, as views in the batch's manager. */
    Map<String, NDArray> views(NDManager batch) {
        NDArray handle = values.stopGradient();
        handle.attach(batch);
        return layout.views(handle);
    }

    /** A vector of the batch's manager for one batch's own statistics; its views are written to by the network. */
    NDArray blank(NDManager batch) {
        return precision.zeros(batch, layout.elements());
    }

    /** Moves towards one batch's statistics, each by its layer's momentum. */
    void absorb(NDArray ofBatch) {
        try (NDArray change = ofBatch.sub(values)) {
            values.addi(change.muli(momentum));
        }
    }

    double[] get() {
        return precision.values(values);
    }

    void set(double[] newValues) {
        precision.overwrite(values, newValues);
    }

    @Override
    public void close() {
        manager.close();
    }
}
