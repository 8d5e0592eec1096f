package io.lorkd.protocol.message;

/** A message of another version of the protocol than this one's. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int found;
    private final int expected;

    SchemaException(int found, int expected) {
        super("the message has schema " + found + ", this side speaks schema " + expected
                + ": install the same version of Lorkd at coordinator and sites");
        this.found = found;
        this.expected = expected;
    }

    public int found() {
        return found;
    }

    public int expected() {
        return expected;
    }
}
