package io.lorkd.protocol.plan;

import io.lorkd.protocol.InvalidConfigurationException;

/** A plan that cannot be followed. The message names the file, the key, what was found and what is allowed. */
public final class InvalidPlanException extends InvalidConfigurationException {
    private static final long serialVersionUID = 1L;

    InvalidPlanException(String message) {
        super(message);
    }
}
