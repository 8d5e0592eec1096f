package io.lorkd.bench;

import java.util.Map;

/**
 * One JMH benchmark with all its parameters.
 *
 * @param subject the row of the table
 * @param variant the column
 * @param threads that the engine computes with; it reads them once, when it starts, so every trial has a JVM of its own
 */
record Trial(
        Suite suite, String subject, String variant, int threads, Class<?> benchmark, Map<String, String> parameters) {

    @Override
    public String toString() {
        return subject + ", " + variant + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
