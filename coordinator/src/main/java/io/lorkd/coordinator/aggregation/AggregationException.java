package io.lorkd.coordinator.aggregation;

/** The updates cannot be made into a backbone. The message names the tensor. */
public final class AggregationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AggregationException(String message) {
        super(message);
    }
}
