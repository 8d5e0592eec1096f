package io.lorkd.coordinator.aggregation;

import io.lorkd.coordinator.aggregation.Adaptive.SecondMoment;
import io.lorkd.coordinator.aggregation.Aggregation.Inputs;
import io.lorkd.coordinator.aggregation.Aggregation.Outputs;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Two rounds of one site, computed by hand: beta1 0.9, beta2 0.99, tau 0.1, rate 0.5; the changes are 2, then -1. */
class AdaptiveTest {
    private static final String WEIGHT = "conv.weight";

    private final BackboneManifest manifest = BackboneManifest.of(TensorFiles.tinyNetwork(), true, Dtype.F64);

    @TempDir
    Path folder;

    /**
     * m1 = 0.1 * 2 = 0.2; v1 = 0.99 * 0.01 + 0.01 * 4 = 0.0499; x1 = 10 + 0.5 * 0.2 / (0.22338308 + 0.1).
     * m2 = 0.9 * 0.2 - 0.1 = 0.08; v2 = 0.99 * 0.0499 + 0.01 = 0.059401; x2 = x1 + 0.5 * 0.08 / (0.24372321 + 0.1).
     */
    @Test
    void stepsAsFedAdamDoes() {
        double[] values = twoRounds(SecondMoment.ADAM);

        assertThat(values[0]).isCloseTo(10 + 0.5 * 0.2 / (Math.sqrt(0.0499) + 0.1), within(1e-14));
        assertThat(values[0]).isCloseTo(10.309231, within(1e-6));
        assertThat(values[1]).isCloseTo(values[0] + 0.5 * 0.08 / (Math.sqrt(0.059401) + 0.1), within(1e-14));
    }

    /**
     * v0 = 0.01 is below 4, so v1 = 0.01 + 0.01 * 4 = 0.05; it is below 1, so v2 = 0.05 + 0.01 * 1 = 0.06.
     */
    @Test
    void stepsAsFedYogiDoes() {
        double[] values = twoRounds(SecondMoment.YOGI);

        assertThat(values[0]).isCloseTo(10 + 0.5 * 0.2 / (Math.sqrt(0.05) + 0.1), within(1e-14));
        assertThat(values[1]).isCloseTo(values[0] + 0.5 * 0.08 / (Math.sqrt(0.06) + 0.1), within(1e-14));
    }

    @Test
    void letsYogisSecondMomentFallByTheSquareOfASmallChangeOnly() {
        assertThat(SecondMoment.YOGI.next(1, 0.25, 0.9)).isCloseTo(1 - 0.1 * 0.25, within(1e-15));
        assertThat(SecondMoment.YOGI.next(0.25, 0.25, 0.9)).isEqualTo(0.25);
        assertThat(SecondMoment.ADAM.next(1, 0.25, 0.9)).isCloseTo(0.9 + 0.1 * 0.25, within(1e-15));
    }

    @Test
    void keepsBothMomentsSideBySideInDouble() {
        Outputs first = round(SecondMoment.ADAM, constant("backbone", 10), Optional.empty(), 2, "first");

        double[] moments = TensorFiles.values(first.optimiserState().orElseThrow(), WEIGHT + ".moments");
        assertThat(moments).hasSize(4);
        assertThat(moments[0]).isEqualTo(moments[2]).isCloseTo(0.2, within(1e-15));
        assertThat(moments[1]).isEqualTo(moments[3]).isCloseTo(0.0499, within(1e-15));
    }

    private double[] twoRounds(SecondMoment secondMoment) {
        Outputs first = round(secondMoment, constant("backbone", 10), Optional.empty(), 2, "first");
        Outputs second = round(secondMoment, first.backbone(), first.optimiserState(), -1, "second");
        return new double[] {value(first), value(second)};
    }

    private Outputs round(SecondMoment secondMoment, Path backbone, Optional<Path> state, double change, String name) {
        return new Aggregation(manifest, new Rule.Mean(), new Adaptive(secondMoment, 0.9, 0.99, 0.1, 0.5))
                .run(
                        new Inputs(backbone, state, List.of(new Update("a", constant("update", change), 3))),
                        folder.resolve(name),
                        folder.resolve(name + "-state"));
    }

    private Path constant(String name, double trainable) {
        return TensorFiles.constant(folder.resolve(name), manifest, trainable, 1);
    }

    private static double value(Outputs outputs) {
        double[] values = TensorFiles.values(outputs.backbone(), WEIGHT);
        assertThat(values).containsOnly(values[0]);
        return values[0];
    }
}
