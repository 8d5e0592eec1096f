package io.lorkd.coordinator.aggregation;

import io.lorkd.coordinator.aggregation.Aggregation.Inputs;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class RobustRuleTest {
    private static final String WEIGHT = "conv.weight";

    private final BackboneManifest manifest = BackboneManifest.of(TensorFiles.tinyNetwork(), true, Dtype.F64);

    @TempDir
    Path folder;

    @Test
    void takesTheMiddleValueOfEachCoordinate() {
        assertThat(change(new Rule.Median(), 5, -1000, 3)).isEqualTo(3);
        assertThat(change(new Rule.Median(), 7)).isEqualTo(7);
    }

    @Test
    void takesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(change(new Rule.Median(), 5, 1e9, 3, -1e9)).isEqualTo(4);
        assertThat(change(new Rule.Median(), 1, 2)).isEqualTo(1.5);
    }

    @Test
    void cutsTheShareAtEitherEndInWholeSites() {
        assertThat(change(new Rule.TrimmedMean(0.2), 1e9, 1, 2, 6, -1e9)).isEqualTo(3);
        assertThat(change(new Rule.TrimmedMean(0.19), 10, 1, 2, 6, 1)).isEqualTo(4);
        assertThat(change(new Rule.TrimmedMean(0.49), 9, 1)).isEqualTo(5);
    }

    /** The trainable part is 2 + 2 + 2 elements of one value: its norm is the value times the root of six. */
    @Test
    void scalesALongUpdateDownToTheBound() {
        double norm = 2 * Math.sqrt(6);

        double change = change(new Rule.NormBound(norm), 1, -200);

        assertThat(change).isCloseTo((1.0 - 2) / 2, within(1e-12));
    }

    @Test
    void leavesUpdatesWithinTheBoundAsTheyAre() {
        assertThat(change(new Rule.NormBound(100), 1, 2)).isEqualTo(1.5);
        assertThat(change(new Rule.NormBound(100), 0)).isEqualTo(0);
    }

    @Test
    void boundsTheNormOfTrainableTensorsAlone() {
        Path huge = TensorFiles.constant(folder.resolve("update"), manifest, 1, 1e12);

        assertThat(next(new Rule.NormBound(100), List.of(new Update("a", huge, 1)), "norm.running_mean"))
                .containsOnly(1e12);
        assertThat(next(new Rule.NormBound(100), List.of(new Update("a", huge, 1)), WEIGHT))
                .containsOnly(1);
    }

    @Test
    void refusesBoundsThatBoundNothing() {
        assertThatThrownBy(() -> new Rule.TrimmedMean(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rule.NormBound(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rule.NormBound(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    /** So many sites that blocks are cut, and more than there are handles. */
    @Test
    void walksMoreSitesThanFilesAreKeptOpen() {
        int elements = 20_000;
        int sites = 301;
        BackboneManifest of = BackboneManifest.of(TensorFiles.oneTensor(elements), false, Dtype.F32);
        List<Update> updates = new ArrayList<>();
        for (int site = 0; site < sites; site++) {
            int own = (site * 37) % sites;
            Path file = TensorFiles.write(folder.resolve("update-" + site), of, (entry, element) -> own + element % 5);
            updates.add(new Update("site-" + site, file, 1));
        }
        Path backbone = TensorFiles.constant(folder.resolve("backbone"), of, 0, 0);

        Path next = new Aggregation(of, new Rule.Median(), ServerOptimiser.plain())
                .run(new Inputs(backbone, Optional.empty(), updates), folder.resolve("next"), folder.resolve("state"))
                .backbone();

        double[] values = TensorFiles.values(next, WEIGHT);
        for (int element = 0; element < elements; element++) {
            assertThat(values[element]).isEqualTo(sites / 2 + element % 5);
        }
    }

    @Test
    void sortsColumnsOfAnyHeight() {
        Random random = new Random(3);
        for (int rows = 1; rows < 70; rows++) {
            double[][] columns = new double[rows][9];
            for (double[] row : columns) {
                Arrays.setAll(row, i -> random.nextInt(20) - 10);
            }
            double[][] expected = Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
            sortEachColumn(expected);

            new SortingNetwork(rows).sort(columns, 0, 9);

            assertThat(columns).isDeepEqualTo(expected);
        }
    }

    private static void sortEachColumn(double[][] rows) {
        for (int column = 0; column < rows[0].length; column++) {
            int at = column;
            double[] values =
                    Arrays.stream(rows).mapToDouble(row -> row[at]).sorted().toArray();
            for (int row = 0; row < rows.length; row++) {
                rows[row][column] = values[row];
            }
        }
    }

    /** What the rule makes of sites that change every weight by one value each, and weigh the same. */
    private double change(Rule rule, double... changes) {
        List<Update> updates = new ArrayList<>();
        for (int site = 0; site < changes.length; site++) {
            Path file = TensorFiles.constant(folder.resolve("update-" + site), manifest, changes[site], 1);
            updates.add(new Update("site-" + site, file, 1));
        }
        double[] values = next(rule, updates, WEIGHT);
        assertThat(values).containsOnly(values[0]);
        return values[0];
    }

    private double[] next(Rule rule, List<Update> updates, String tensor) {
        Path backbone = TensorFiles.constant(folder.resolve("backbone"), manifest, 0, 1);
        return TensorFiles.values(
                new Aggregation(manifest, rule, ServerOptimiser.plain())
                        .run(
                                new Inputs(backbone, Optional.empty(), updates),
                                folder.resolve("next"),
                                folder.resolve("state"))
                        .backbone(),
                tensor);
    }
}
