package io.lorkd.model.train;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.ImageSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a site trains. Being built: the signatures stand, the bodies follow. */
public final class TrainingSession implements AutoCloseable {

    private TrainingSession() {}

    public static TrainingSession open(ModelSettings settings, List<RegionHead> regions, StepLock lock) {
        throw new UnsupportedOperationException();
    }

    public void ranks(Map<String, Integer> ranks) {
        throw new UnsupportedOperationException();
    }

    public void backbone(Path file) {
        throw new UnsupportedOperationException();
    }

    public StepResult step(Batch batch, double learningRate, boolean warmup) {
        throw new UnsupportedOperationException();
    }

    public StepResult gradient(Batch batch, double share, double learningRate, boolean warmup) {
        throw new UnsupportedOperationException();
    }

    public void writeDelta(Path to) {
        throw new UnsupportedOperationException();
    }

    public void writeGradient(Path to) {
        throw new UnsupportedOperationException();
    }

    public void saveUnit(Path folder) {
        throw new UnsupportedOperationException();
    }

    public void loadUnit(Path folder) {
        throw new UnsupportedOperationException();
    }

    public Predictions predict(String region, ImageSource images, int imageSize, boolean batchStatistics) {
        throw new UnsupportedOperationException();
    }

    public void writeExpert(String region, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
