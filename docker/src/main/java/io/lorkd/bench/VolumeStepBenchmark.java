package io.lorkd.bench;

import io.lorkd.model.data.VolumeBatch;
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
 * One training step of a U-Net on patches of 32³ voxels, as a site makes it: batch to the engine, forward, Dice and
 * cross-entropy of the regions' convolution heads, backward, and AdamW's step of backbone, experts and heads. In a mixed batch
 * every patch is of another region, which is the hardest there is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 1, time = 5)
public class VolumeStepBenchmark {

    static final int SAMPLES = 4;
    static final int REGIONS = 4;
    static final int RANK = 8;
    static final int EXTENT = 32;

    @Param({"unet3d-tiny", "unet3d-nano"})
    public String network;

    @Param
    public BatchMix mix;

    /** Whether each region has an expert of rank 8, or none has. */
    @Param({"false", "true"})
    public boolean experts;

    private TrainingSession session;
    private VolumeBatch batch;

    @Setup(Level.Trial)
    public void open() throws IOException {
        session = NoiseTraining.open(
                Networks.byName(network, Stem.STANDARD, 3),
                new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0, 1e-2),
                REGIONS,
                experts ? RANK : 0);
        batch = NoiseTraining.volumes(EXTENT, mix.regions(SAMPLES, REGIONS));
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
