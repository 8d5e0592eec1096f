package io.lorkd.model.train;

import java.nio.file.Path;
import java.util.List;

/** One region's fused expert, for use. Being built. */
public final class ExpertClassifier implements AutoCloseable {

    private ExpertClassifier() {}

    public static ExpertClassifier open(Path safetensors, Path json) {
        throw new UnsupportedOperationException();
    }

    public ExpertCard card() {
        throw new UnsupportedOperationException();
    }

    public double[][] predict(List<float[]> images) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
