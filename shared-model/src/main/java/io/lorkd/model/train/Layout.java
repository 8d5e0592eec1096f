package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where each tensor lies in one flat vector. All tensors of a kind are kept as one vector, so that an optimiser's step, a
 * delta or a proximal term is a handful of calls into the engine, however many layers there are.
 */
record Layout(List<Slot> slots) {

    record Slot(String name, List<Long> shape, int offset) {

        int elements() {
            return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
        }
    }

    /** Tensors of Java's side by name: what shape each is to have, and its values. */
    record Values(Map<String, List<Long>> shapes, Map<String, double[]> values) {

        static Values none() {
            return new Values(Map.of(), Map.of());
        }
    }

    Layout {
        slots = List.copyOf(slots);
    }

    /** One behind the other. */
    static Layout of(List<ParameterSpec> parameters) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        parameters.forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        return of(shapes);
    }

    /** One behind the other. */
    static Layout of(Map<String, List<Long>> shapes) {
        List<Slot> slots = new ArrayList<>();
        int offset = 0;
        for (Map.Entry<String, List<Long>> each : shapes.entrySet()) {
            Slot slot = new Slot(each.getKey(), List.copyOf(each.getValue()), offset);
            slots.add(slot);
            offset = Math.addExact(offset, slot.elements());
        }
        return new Layout(slots);
    }

    int elements() {
        return slots.isEmpty()
                ? 0
                : slots.get(slots.size() - 1).offset()
                        + slots.get(slots.size() - 1).elements();
    }

    /** The tensors as views of the vector, in the vector's manager; gradients flow back through them. */
    Map<String, NDArray> views(NDArray vector) {
        Map<String, NDArray> views = new LinkedHashMap<>();
        if (slots.isEmpty()) {
            return views;
        }
        NDList pieces =
                vector.split(slots.stream().skip(1).mapToLong(Slot::offset).toArray());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            NDArray piece = pieces.get(i);
            views.put(slot.name(), slot.shape().size() == 1 ? piece : piece.reshape(new Shape(slot.shape())));
        }
        return views;
    }

    /** The flat vector that holds these tensors. */
    double[] pack(Map<String, double[]> tensors) {
        double[] vector = new double[elements()];
        for (Slot slot : slots) {
            double[] tensor = Objects.requireNonNull(tensors.get(slot.name()), slot.name());
            System.arraycopy(tensor, 0, vector, slot.offset(), slot.elements());
        }
        return vector;
    }

    /** The tensors that a flat vector holds, by name. */
    Map<String, double[]> unpack(double[] vector) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        slots.forEach(slot ->
                tensors.put(slot.name(), Arrays.copyOfRange(vector, slot.offset(), slot.offset() + slot.elements())));
        return tensors;
    }

    List<TensorInfo> tensors(Dtype dtype) {
        return slots.stream()
                .map(slot -> new TensorInfo(slot.name(), dtype, slot.shape()))
                .toList();
    }
}
