package io.lorkd.coordinator.aggregation;

import com.sun.management.ThreadMXBean;
import io.lorkd.coordinator.aggregation.Aggregation.Inputs;
import io.lorkd.coordinator.aggregation.Aggregation.Outputs;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.transfer.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class AggregationTest {
    private static final String WEIGHT = "conv.weight";
    private static final String MEAN = "norm.running_mean";

    private static final List<Rule> RULES = List.of(
            new Rule.Mean(), new Rule.Sum(), new Rule.Median(), new Rule.TrimmedMean(0.2), new Rule.NormBound(1e-3));

    private final BackboneManifest manifest = BackboneManifest.of(TensorFiles.tinyNetwork(), true, Dtype.F64);

    @TempDir
    Path folder;

    @Test
    void addsTheMeanOfDeltasByWeight() {
        Outputs next = aggregate(
                new Rule.Mean(), ServerOptimiser.plain(), backbone(10, 0), update("a", 3, 1, 2), update("b", 1, 5, 6));

        assertThat(TensorFiles.values(next.backbone(), WEIGHT)).containsExactly(12, 12);
        assertThat(next.optimiserState()).isEmpty();
    }

    @Test
    void takesTheMeanOfStatisticsByWeightUnderEveryRule() {
        for (Rule rule : RULES) {
            Outputs next = aggregate(
                    rule, ServerOptimiser.plain(), backbone(10, 100), update("a", 3, 1, 2), update("b", 1, 5, 6));

            assertThat(TensorFiles.values(next.backbone(), MEAN)).containsExactly(3, 3);
        }
    }

    @Test
    void scalesTheMeanByTheServersRate() {
        Plain half = new Plain(0.5, 0);

        Outputs next = aggregate(new Rule.Mean(), half, backbone(10, 0), update("a", 1, 4, 0));

        assertThat(TensorFiles.values(next.backbone(), WEIGHT)).containsExactly(12, 12);
    }

    @Test
    void keepsAVelocityFromRoundToRound() {
        Momentum momentum = new Momentum(0.5, 1, 0);

        Outputs first = aggregate(new Rule.Mean(), momentum, backbone(10, 0), update("a", 1, 4, 0));
        Outputs second = new Aggregation(manifest, new Rule.Mean(), momentum)
                .run(
                        new Inputs(first.backbone(), first.optimiserState(), List.of(update("a", 1, 4, 0))),
                        folder.resolve("second"),
                        folder.resolve("second-state"));

        // v1 = -4, p = 10 + 4; v2 = 0.5 * -4 - 4 = -6, p = 14 + 6.
        assertThat(TensorFiles.values(first.backbone(), WEIGHT)).containsExactly(14, 14);
        assertThat(TensorFiles.values(second.backbone(), WEIGHT)).containsExactly(20, 20);
    }

    @Test
    void stepsAgainstTheSumOfGradientsAsPyTorchsSgd() {
        Momentum sgd = new Momentum(0.9, 0.1, 0.01);

        Outputs first = aggregate(new Rule.Sum(), sgd, backbone(2, 0), update("a", 3, 1, 0), update("b", 9, 2, 0));
        Outputs second = new Aggregation(manifest, new Rule.Sum(), sgd)
                .run(
                        new Inputs(
                                first.backbone(),
                                first.optimiserState(),
                                List.of(update("a", 3, 1, 0), update("b", 9, 2, 0))),
                        folder.resolve("second"),
                        folder.resolve("second-state"));

        double v1 = 3 + 0.01 * 2;
        double p1 = 2 - 0.1 * v1;
        double v2 = 0.9 * v1 + 3 + 0.01 * p1;
        assertThat(TensorFiles.values(first.backbone(), WEIGHT)[0]).isCloseTo(p1, within(1e-15));
        assertThat(TensorFiles.values(second.backbone(), WEIGHT)[0]).isCloseTo(p1 - 0.1 * v2, within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"F32", "F64"})
    void givesTheSameBitsInWhateverOrderUpdatesCame(Dtype dtype) throws IOException {
        BackboneManifest of = BackboneManifest.of(TensorFiles.tinyNetwork(), true, dtype);
        Random random = new Random(7);
        List<Update> updates = new ArrayList<>();
        for (int site = 0; site < 20; site++) {
            Path file = folder.resolve("update-" + site);
            TensorFiles.write(file, of, (entry, element) -> Math.abs(random.nextGaussian()) * 1e-3);
            updates.add(new Update("site-" + site, file, 1 + random.nextInt(1000)));
        }
        Path backbone = TensorFiles.constant(folder.resolve("backbone"), of, 1, 1);

        for (Rule rule : RULES) {
            List<String> digests = new ArrayList<>();
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                Collections.shuffle(updates, random);
                Outputs next = new Aggregation(of, rule, new Momentum(0.9, 1, 0))
                        .run(
                                new Inputs(backbone, Optional.empty(), updates),
                                folder.resolve("next"),
                                folder.resolve("state"));
                digests.add(Sha256.ofFile(next.backbone())
                        + Sha256.ofFile(next.optimiserState().orElseThrow()));
            }
            assertThat(digests).as("%s", rule).containsOnly(digests.get(0));
        }
    }

    @Test
    void walksTensorsOfManyBlocks() {
        int elements = 3 * Aggregation.BLOCK + 17;
        BackboneManifest of = BackboneManifest.of(TensorFiles.oneTensor(elements), true, Dtype.F64);
        Path backbone = TensorFiles.write(folder.resolve("backbone"), of, (entry, element) -> element);
        Path update = TensorFiles.write(folder.resolve("update"), of, (entry, element) -> 2.0 * element);

        Outputs next = new Aggregation(of, new Rule.Mean(), ServerOptimiser.plain())
                .run(
                        new Inputs(backbone, Optional.empty(), List.of(new Update("a", update, 5))),
                        folder.resolve("next"),
                        folder.resolve("state"));

        double[] values = TensorFiles.values(next.backbone(), WEIGHT);
        for (int element = 0; element < elements; element++) {
            assertThat(values[element]).isEqualTo(3.0 * element);
        }
    }

    /** Garbage counts, too: what is allocated for a read grows with the file, and still stays below one copy of each. */
    @Test
    void neverHoldsAFileInMemory() {
        BackboneManifest of = BackboneManifest.of(TensorFiles.oneTensor(4 << 20), true, Dtype.F64);
        Path backbone = TensorFiles.constant(folder.resolve("backbone"), of, 1, 1);
        Path update = TensorFiles.constant(folder.resolve("update"), of, 1, 1);
        Aggregation aggregation = new Aggregation(of, new Rule.Mean(), ServerOptimiser.plain());
        Inputs inputs = new Inputs(backbone, Optional.empty(), List.of(new Update("a", update, 5)));

        long allocated = allocatedBy(() -> aggregation.run(inputs, folder.resolve("next"), folder.resolve("state")));

        assertThat(allocated).isLessThan(of.fileBytes());
    }

    @Test
    void leavesNothingBehindWhereTheResultIsNotFinite() throws IOException {
        BackboneManifest of = BackboneManifest.of(TensorFiles.tinyNetwork(), true, Dtype.F32);
        Path backbone = TensorFiles.constant(folder.resolve("backbone"), of, Float.MAX_VALUE, 1);
        Path update = TensorFiles.constant(folder.resolve("update"), of, Float.MAX_VALUE, 1);
        Aggregation aggregation = new Aggregation(of, new Rule.Mean(), new Momentum(0.9, 1, 0));
        Inputs inputs = new Inputs(backbone, Optional.empty(), List.of(new Update("a", update, 5)));

        assertThatThrownBy(() -> aggregation.run(inputs, folder.resolve("next"), folder.resolve("state")))
                .isInstanceOf(AggregationException.class)
                .hasMessageContaining(WEIGHT)
                .hasMessageContaining("element 0");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(backbone, update);
        }
    }

    @Test
    void refusesToCountASiteTwice() {
        List<Update> twice = List.of(update("a", 1, 1, 1), update("a", 1, 2, 2));

        assertThatThrownBy(() -> new Inputs(backbone(0, 0), Optional.empty(), twice))
                .hasMessageContaining("Site a is counted twice");
    }

    private Outputs aggregate(Rule rule, ServerOptimiser optimiser, Path backbone, Update... updates) {
        return new Aggregation(manifest, rule, optimiser)
                .run(
                        new Inputs(backbone, Optional.empty(), List.of(updates)),
                        folder.resolve("next"),
                        folder.resolve("state"));
    }

    private Path backbone(double trainable, double statistic) {
        return TensorFiles.constant(folder.resolve("backbone"), manifest, trainable, statistic);
    }

    private Update update(String site, long weight, double trainable, double statistic) {
        return new Update(
                site, TensorFiles.constant(folder.resolve("update-" + site), manifest, trainable, statistic), weight);
    }

    private static long allocatedBy(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
