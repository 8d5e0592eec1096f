package io.lorkd.model.metric;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ClassificationMetricsTest {

    private static final Offset<Double> ROUNDING = within(1e-12);

    @Test
    void threeClassesByHand() {
        double[][] probabilities = {
            {0.7, 0.2, 0.1}, // 0, right
            {0.1, 0.6, 0.3}, // 0, taken for 1
            {0.2, 0.5, 0.3}, // 1, right
            {0.3, 0.3, 0.4}, // 1, taken for 2
            {0.1, 0.1, 0.8}, // 2, right
        };
        ClassificationMetrics metrics = ClassificationMetrics.of(probabilities, new int[] {0, 0, 1, 1, 2});

        assertThat(metrics.accuracy()).isEqualTo(3.0 / 5, ROUNDING);
        // F1 = 2 TP / (2 TP + FP + FN): 2/3, 2/4, 2/3.
        assertThat(metrics.macroF1()).isEqualTo((2.0 / 3 + 1.0 / 2 + 2.0 / 3) / 3, ROUNDING);
        // Pairs in which the positive is ahead: class 0: 0.7 beats 3, 0.1 beats none and ties one: 3.5 of 6;
        // class 1: 0.5 beats 2 of 3, 0.3 too: 4 of 6; class 2: all 4.
        assertThat(metrics.auc().getAsDouble()).isEqualTo((3.5 / 6 + 4.0 / 6 + 1) / 3, ROUNDING);
    }

    @Test
    void tiesCountHalf() {
        double[][] undecided = {{0.5, 0.5}, {0.5, 0.5}, {0.5, 0.5}};
        ClassificationMetrics metrics = ClassificationMetrics.of(undecided, new int[] {0, 1, 1});

        assertThat(metrics.auc()).hasValue(0.5);
        assertThat(metrics.accuracy()).as("the first class on ties").isEqualTo(1.0 / 3, ROUNDING);
    }

    @Test
    void oneClassAloneHasNoCurve() {
        ClassificationMetrics metrics =
                ClassificationMetrics.of(new double[][] {{0.9, 0.1}, {0.4, 0.6}}, new int[] {0, 0});

        assertThat(metrics.auc()).isEmpty();
        assertThat(metrics.accuracy()).isEqualTo(0.5);
        assertThat(metrics.macroF1())
                .as("class 1 was predicted once, never right")
                .isEqualTo((2.0 / 3 + 0) / 2, ROUNDING);
    }

    @Test
    void aClassThatNeverOccursDoesNotCount() {
        double[][] probabilities = {{0.9, 0.1, 0}, {0.1, 0.9, 0}};
        ClassificationMetrics metrics = ClassificationMetrics.of(probabilities, new int[] {0, 1});

        assertThat(metrics).isEqualTo(new ClassificationMetrics(1, 1, OptionalDouble.of(1)));
    }

    @Test
    void regionsCountAlike() {
        ClassificationMetrics average = ClassificationMetrics.average(List.of(
                new ClassificationMetrics(0.5, 0.4, OptionalDouble.of(0.6)),
                new ClassificationMetrics(1.0, 0.8, OptionalDouble.empty())));

        assertThat(average.accuracy()).isEqualTo(0.75, ROUNDING);
        assertThat(average.macroF1()).isEqualTo(0.6, ROUNDING);
        assertThat(average.auc()).as("over the regions that have one").hasValue(0.6);
    }

    @Test
    void nothingToMeasureIsRefused() {
        assertThatThrownBy(() -> ClassificationMetrics.of(new double[0][], new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClassificationMetrics.average(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        double[][] one = {{0.5, 0.5}};
        assertThatThrownBy(() -> ClassificationMetrics.of(one, new int[] {0, 1}))
                .hasMessageContaining("1 predictions for 2 labels");
        assertThatThrownBy(() -> ClassificationMetrics.of(one, new int[] {2})).hasMessageContaining("label 2");
        assertThatThrownBy(() -> ClassificationMetrics.of(new double[][] {{0.5, 0.5}, {1}}, new int[] {0, 0}))
                .hasMessageContaining("prediction 1 has 1 classes");
    }

    @Test
    void aDivergedModelHasNoMetrics() {
        assertThatThrownBy(() -> ClassificationMetrics.of(new double[][] {{Double.NaN, 0.5}}, new int[] {0}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not finite");
    }
}
