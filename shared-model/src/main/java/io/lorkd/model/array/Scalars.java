package io.lorkd.model.array;

import ai.djl.ndarray.NDArray;

/** Numbers for computations that gradients are recorded of. */
public final class Scalars {

    private Scalars() {}

    /**
     * A number as a scalar that lives as long as the batch.
     *
     * <p>The engine's own {@code mul}, {@code div} and {@code pow} of a Java number lay a scalar over a Java buffer and let
     * go of the buffer at once, while the recorded computation reads the scalar again on the way back: after a garbage
     * collection between the two, gradients are multiplied by whatever lies there by then.
     *
     * @param operand what the number is to be computed with: its type is taken, and its manager keeps the scalar
     */
    public static NDArray of(NDArray operand, double value) {
        return operand.getManager().create(value).toType(operand.getDataType(), false);
    }
}
