package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.tensor.Dtype;

/** The element type of a session, and the way between Java's doubles and arrays of it. */
record Precision(Dtype dtype) {
    private static final NDIndex EVERYTHING = new NDIndex(":");

    DataType type() {
        return dtype == Dtype.F64 ? DataType.FLOAT64 : DataType.FLOAT32;
    }

    NDArray vector(NDManager manager, double[] values) {
        if (dtype == Dtype.F64) {
            return owned(manager.create(values));
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return owned(manager.create(rounded));
    }

    /** By index, since copying through a Java buffer makes the engine print a warning about itself. */
    void overwrite(NDArray vector, double[] values) {
        try (NDArray source = vector(vector.getManager(), values)) {
            vector.set(EVERYTHING, source);
        }
    }

    NDArray zeros(NDManager manager, long elements) {
        return manager.zeros(new Shape(elements), type());
    }

    /** Images as they come from the data: single precision, of whatever precision the session is. */
    NDArray images(NDManager manager, float[] pixels, Shape shape) {
        return manager.create(pixels, shape).toType(type(), false);
    }

    double[] values(NDArray array) {
        if (dtype == Dtype.F64) {
            return array.toDoubleArray();
        }
        float[] single = array.toFloatArray();
        double[] values = new double[single.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = single[i];
        }
        return values;
    }

    /** Of an array of any precision. */
    static float[] singles(NDArray array) {
        return array.toType(DataType.FLOAT32, false).toFloatArray();
    }

    /**
     * The engine lays an array over the Java buffer it was created from. What outlives the call, and other handles of
     * it, need memory of the engine's own.
     */
    private NDArray owned(NDArray overBuffer) {
        try (overBuffer) {
            return overBuffer.duplicate();
        }
    }
}
