package io.lorkd.model.train;

import ai.djl.engine.Engine;

/**
 * What the native engine says of itself once it has started.
 *
 * @param name such as {@code PyTorch}
 * @param version of its native library
 * @param gpus how many GPUs it can compute on; with none it computes on the CPU
 */
public record EngineReport(String name, String version, int gpus) {

    /** Starts the engine, if this JVM has not yet: its native libraries are unpacked where they are not, which takes a while. */
    public static EngineReport start() {
        Engine engine = Engine.getInstance();
        return new EngineReport(engine.getEngineName(), engine.getVersion(), engine.getGpuCount());
    }
}
