package io.lorkd.protocol.crash;

import java.util.concurrent.atomic.AtomicInteger;

/** Where this process is to halt, which it was told at its start. */
final class Crash {
    /** What a shell reports of a process that was killed with signal 9. */
    private static final int KILLED = 137;

    private static final String AT = System.getProperty("lorkd.crash.at", "");
    private static final String NAME = AT.replaceFirst("#.*", "");
    private static final AtomicInteger LEFT =
            new AtomicInteger(AT.contains("#") ? Integer.parseInt(AT.substring(NAME.length() + 1)) : 1);

    private Crash() {}

    static void reached(String name) {
        if (NAME.equals(name) && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
