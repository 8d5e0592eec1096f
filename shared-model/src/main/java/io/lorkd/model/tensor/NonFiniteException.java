package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;

/** A backbone file holds a NaN or an infinity. */
public final class NonFiniteException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    private final String tensor;
    private final long element;

    NonFiniteException(String message, String tensor, long element) {
        super(message);
        this.tensor = tensor;
        this.element = element;
    }

    /** The first tensor in manifest order that holds one. */
    public String tensor() {
        return tensor;
    }

    /** Where in the tensor, row-major from 0. */
    public long element() {
        return element;
    }
}
