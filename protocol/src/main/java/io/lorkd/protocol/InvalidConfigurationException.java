package io.lorkd.protocol;

/**
 * A file, key or option that the user gave cannot be used. The message names it and says what was found, what is allowed
 * and, where it is not plain, what to do. A command that ends with it exits with code 2.
 */
public class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidConfigurationException(String message) {
        super(message);
    }

    public InvalidConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
