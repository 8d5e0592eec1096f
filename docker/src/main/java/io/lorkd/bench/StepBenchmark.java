package io.lorkd.bench;

import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static java.util.stream.Collectors.toMap;

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

    private static final int CLASSES = 4;
    private static final long SEED = 1;
    /** Small, so that a thousand steps on noise stay finite. */
    private static final double LEARNING_RATE = 1e-4;

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
        Network network = Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3);
        session = TrainingSession.open(settings(network), heads(), new StepLock());
        loadBackbone(network);
        session.ranks(heads().stream().collect(toMap(RegionHead::region, head -> experts ? RANK : 0)));
        batch = noise();
    }

    private static ModelSettings settings(Network network) {
        return new ModelSettings(
                network,
                false,
                false,
                Dtype.F32,
                OptionalDouble.of(16),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0.9, 1e-4),
                1,
                0,
                Optional.empty(),
                SEED);
    }

    private static List<RegionHead> heads() {
        List<String> classes =
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        return IntStream.range(0, REGIONS)
                .mapToObj(region -> new RegionHead("region-" + region, classes))
                .toList();
    }

    private void loadBackbone(Network network) throws IOException {
        Path folder = Files.createTempDirectory("lorkd-bench");
        Path file = folder.resolve("backbone.safetensors");
        try {
            Initialiser.backbone(BackboneManifest.of(network, true, Dtype.F32), network, SEED, file);
            session.backbone(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private ImageBatch noise() {
        Random random = new Random(SEED);
        float[] values = new float[SAMPLES * 3 * pixels * pixels];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        int[] labels = random.ints(SAMPLES, 0, CLASSES).toArray();
        return new ImageBatch(values, pixels, mix.regions(SAMPLES, REGIONS), labels);
    }

    @Benchmark
    public StepResult step() {
        return session.step(batch, LEARNING_RATE, false);
    }

    @TearDown(Level.Trial)
    public void close() {
        session.close();
    }
}
