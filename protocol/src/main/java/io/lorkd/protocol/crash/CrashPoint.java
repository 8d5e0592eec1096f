package io.lorkd.protocol.crash;

/**
 * A place between two steps of which the first must not be lost without the second: a file on disk, a journal row, a message.
 * An enum implements it, one constant for each place. The system property {@code lorkd.crash.at} names the place where the
 * process halts, at once and with nothing closed or flushed: {@code NAME}, or {@code NAME#3} for the third time it is reached.
 */
public interface CrashPoint {

    /** The enum constant's name. */
    String name();

    /** Says that the process is here; it does not return where it is to halt here. */
    default void reached() {
        Crash.reached(name());
    }
}
