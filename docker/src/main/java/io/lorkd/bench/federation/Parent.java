package io.lorkd.bench.federation;

import java.io.IOException;

/** The process that started this one, seen from here: the other end of standard input. */
final class Parent {
    private Parent() {}

    /** Waits until it closes the line, or is gone. */
    static void awaitEnd() {
        try {
            while (System.in.read() >= 0) {
                // It says nothing; only its end matters.
            }
        } catch (IOException e) {
            // As good as an end.
        }
    }

    static void say(String word, Object rest) {
        System.out.println(word + " " + rest);
        System.out.flush();
    }
}
