package io.lorkd.bench;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.StepResult;
import io.lorkd.model.train.TrainingSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * One training step of ShuffleNetV2 x1.0 with the standard stem, as a site makes it: batch to the engine, forward, loss
 * of the regions' heads, backward, and the optimiser's step of backbone, experts and heads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 1, time = 5)
public class StepBenchmark {

    static final int SAMPLES = 64;
    static final int REGIONS = 8;
    static final int RANK = 8;

    @Param({"28", "64"})
    public int pixels;

    @Param
    public BatchMix mix;

    /** Whether each region has an expert of rank 8, or none has. */
    @Param({"false", "true"})
    public boolean experts;

    private TrainingSession session;
    private ImageBatch batch;

    @Setup(Level.Trial)
    public void open() throws IOException {
        session = NoiseTraining.open(
                Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0.9, 1e-4),
                REGIONS,
                experts ? RANK : 0);
        batch = NoiseTraining.images(pixels, mix.regions(SAMPLES, REGIONS));
    }

    @Benchmark
    public StepResult step() {
        return session.step(batch, NoiseTraining.LEARNING_RATE, false);
    }

    @TearDown(Level.Trial)
    public void close() {
        session.close();
    }
}
