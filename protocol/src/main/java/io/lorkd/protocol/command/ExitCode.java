package io.lorkd.protocol.command;

/** How every command ends. */
public final class ExitCode {
    /** What was asked for is done. */
    public static final int DONE = 0;
    /** It was tried and did not succeed: the run failed, a port is in use. */
    public static final int FAILED = 1;
    /** It cannot be tried: an option, a file or its contents are not usable. */
    public static final int BAD_INPUT = 2;

    private ExitCode() {}
}
