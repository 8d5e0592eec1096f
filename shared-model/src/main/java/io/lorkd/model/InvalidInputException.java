package io.lorkd.model;

/**
 * A file, name or value from outside cannot be used. The message stands alone on a user's screen: it names the file or
 * value, says what was found and what was expected, and what to do where that is not plain. Commands end with exit
 * code 2.
 */
public class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
