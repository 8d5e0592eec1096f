package io.lorkd.model.tensor;

import java.util.List;
import java.util.Objects;

/**
 * What a tensor file says of one tensor.
 *
 * @param shape extents, outermost first; empty for a single number, and any extent may be 0
 */
public record TensorInfo(String name, Dtype dtype, List<Long> shape) {

    /** @throws IllegalArgumentException when an extent is negative or the size in bytes does not fit a long */
    public TensorInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dtype, "dtype");
        shape = List.copyOf(shape);
        try {
            Math.multiplyExact(product(shape), dtype.bytes());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape " + shape + " is too large", e);
        }
    }

    public long elements() {
        return product(shape);
    }

    public long bytes() {
        return elements() * dtype.bytes();
    }

    private static long product(List<Long> shape) {
        if (shape.stream().anyMatch(extent -> extent < 0)) {
            throw new IllegalArgumentException("shape " + shape + " has a negative extent");
        }
        return shape.contains(0L) ? 0 : shape.stream().reduce(1L, Math::multiplyExact);
    }
}
