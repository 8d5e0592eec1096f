package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.eks.TaskSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The loss of a mixed batch against plain loops over its samples, classes and voxels. */
class SegmentationObjectiveTest {

    private static final int FEATURES = 3;
    private static final int VOXELS = 2 * 2 * 3;
    private static final List<RegionHead> REGIONS = Sessions.volumeRegions();

    /** Two samples of the first region, one of the second. */
    private static final TaskSegments BATCH = TaskSegments.of(new int[] {0, 0, 1});

    private final Random random = new Random(5);

    @ParameterizedTest
    @EnumSource(SegmentationSettings.Dice.class)
    void everySampleCountsAlikeWhateverItsClasses(SegmentationSettings.Dice dice) {
        double[] features = draw(3 * FEATURES * VOXELS);
        byte[] masks = masks();
        List<double[]> weights = List.of(draw(2 * FEATURES), draw(FEATURES));
        List<double[]> biases = List.of(draw(2), draw(1));
        List<double[]> taught = List.of(draw(2 * 2 * VOXELS), draw(VOXELS));
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> parameters = new HashMap<>();
            NDList teacher = new NDList();
            for (int region = 0; region < 2; region++) {
                int classes = REGIONS.get(region).classes().size();
                String name = REGIONS.get(region).region();
                parameters.put(
                        Heads.weight(name), manager.create(weights.get(region), new Shape(classes, FEATURES, 1, 1, 1)));
                parameters.put(Heads.bias(name), manager.create(biases.get(region)));
                teacher.add(manager.create(taught.get(region), new Shape(2 - region, classes, 2, 2, 3)));
            }
            Objective.Terms terms = new SegmentationObjective(
                            new ConvolutionHeads(REGIONS, FEATURES, 3),
                            dice,
                            manager.create(masks, new Shape(3, 2, 2, 3)),
                            Optional.of(teacher),
                            0.1)
                    .terms(Features.of(manager.create(features, new Shape(3, FEATURES, 2, 2, 3))), parameters, BATCH);

            double[] sums = new double[2];
            double transfer = 0;
            double[] scores = new double[2];
            for (int sample = 0; sample < 3; sample++) {
                int region = sample < 2 ? 0 : 1;
                int classes = biases.get(region).length;
                double[] logits = new double[classes * VOXELS];
                double[] target = new double[classes * VOXELS];
                double[] expected = new double[classes * VOXELS];
                for (int i = 0; i < logits.length; i++) {
                    int c = i / VOXELS;
                    int voxel = i % VOXELS;
                    logits[i] = biases.get(region)[c];
                    for (int f = 0; f < FEATURES; f++) {
                        logits[i] += weights.get(region)[c * FEATURES + f]
                                * features[(sample * FEATURES + f) * VOXELS + voxel];
                    }
                    target[i] = masks[sample * VOXELS + voxel] == c + 1 ? 1 : 0;
                    expected[i] = taught.get(region)[(region == 0 ? sample : 0) * logits.length + i];
                }
                sums[region] += crossEntropy(logits, target) + dice(dice, logits, target, classes);
                transfer += divergence(logits, expected) / 3;
                scores[region] += overlap(logits, target, classes);
            }
            assertThat(terms.sums().toDoubleArray()).containsExactly(sums, within(1e-9));
            assertThat(terms.transfer().orElseThrow().getDouble()).isCloseTo(transfer, within(1e-9));
            assertThat(terms.scores().toDoubleArray()).containsExactly(scores, within(1e-9));
        }
    }

    @Test
    void aClassThatIsNeitherThereNorPredictedCountsAsOneInTheScore() {
        try (NDManager manager = NDManager.newBaseManager()) {
            String region = REGIONS.get(1).region();
            Map<String, NDArray> parameters = Map.of(
                    Heads.weight(region), manager.zeros(new Shape(1, FEATURES, 1, 1, 1), DataType.FLOAT64),
                    Heads.bias(region), manager.create(new double[] {-1}));
            byte[] masks = new byte[2 * VOXELS];
            masks[VOXELS] = 1; // the second sample has a voxel that is missed, the first has none
            Objective.Terms terms = new SegmentationObjective(
                            new ConvolutionHeads(REGIONS, FEATURES, 3),
                            SegmentationSettings.Dice.PER_CLASS,
                            manager.create(masks, new Shape(2, 2, 2, 3)),
                            Optional.empty(),
                            0)
                    .terms(
                            Features.of(manager.zeros(new Shape(2, FEATURES, 2, 2, 3), DataType.FLOAT64)),
                            parameters,
                            TaskSegments.of(new int[] {1, 1}));
            assertThat(terms.scores().toDoubleArray()).containsExactly(1);
        }
    }

    /** Of what is more likely there than not. */
    private static double overlap(double[] logits, double[] target, int classes) {
        int length = logits.length / classes;
        double mean = 0;
        for (int c = 0; c < classes; c++) {
            double both = 0;
            double size = 0;
            for (int i = c * length; i < (c + 1) * length; i++) {
                double predicted = logits[i] > 0 ? 1 : 0;
                both += predicted * target[i];
                size += predicted + target[i];
            }
            mean += (size == 0 ? 1 : 2 * both / size) / classes;
        }
        return mean;
    }

    private static double crossEntropy(double[] logits, double[] target) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double p = sigmoid(logits[i]);
            sum -= target[i] * Math.log(p) + (1 - target[i]) * Math.log(1 - p);
        }
        return sum / logits.length;
    }

    private static double dice(SegmentationSettings.Dice dice, double[] logits, double[] target, int classes) {
        int parts = dice == SegmentationSettings.Dice.PER_CLASS ? classes : 1;
        double smooth = dice == SegmentationSettings.Dice.PER_CLASS ? 1e-7 : 0;
        int length = logits.length / parts;
        double mean = 0;
        for (int part = 0; part < parts; part++) {
            double both = 0;
            double size = 0;
            for (int i = part * length; i < (part + 1) * length; i++) {
                double p = sigmoid(logits[i]);
                both += p * target[i];
                size += p * p + target[i] * target[i];
            }
            mean += (1 - (2 * both + smooth) / (size + smooth)) / parts;
        }
        return mean;
    }

    private static double divergence(double[] logits, double[] teacher) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double p = sigmoid(logits[i]);
            double b = sigmoid(teacher[i]);
            sum += b * Math.log(b / p) + (1 - b) * Math.log((1 - b) / (1 - p));
        }
        return sum / logits.length;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private double[] draw(int elements) {
        return random.doubles(elements, -1, 1).toArray();
    }

    private byte[] masks() {
        byte[] masks = new byte[3 * VOXELS];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = (byte) random.nextInt(i < 2 * VOXELS ? 3 : 2);
        }
        return masks;
    }
}
