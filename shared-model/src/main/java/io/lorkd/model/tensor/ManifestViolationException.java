package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;

/** A file is not, byte for byte in its form, what the backbone's manifest says: it must neither leave nor enter. */
public final class ManifestViolationException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    ManifestViolationException(String message) {
        super(message);
    }
}
