package io.lorkd.model.eks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EksFormsTest {

    /** A geometry, experts of unequal ranks (0 among them) and a batch of unequal segments, all drawn from a seed. */
    private record Drawn(
            Layer.Convolution convolution, List<Integer> ranks, TaskSegments batch, List<Integer> spatial, long seed) {

        static Drawn of(int seed) {
            Random random = new Random(seed);
            int axes = 2 + random.nextInt(2);
            int groups = 1 + random.nextInt(3);
            List<Integer> kernel = extents(axes, () -> 1 + random.nextInt(3));
            List<Integer> dilation = extents(axes, () -> 1 + random.nextInt(2));
            Layer.Convolution convolution = new Layer.Convolution(
                    "drawn",
                    groups * (1 + random.nextInt(4)),
                    groups * (1 + random.nextInt(4)),
                    kernel,
                    extents(axes, () -> 1 + random.nextInt(2)),
                    extents(axes, () -> random.nextInt(2)),
                    dilation,
                    groups,
                    random.nextBoolean(),
                    1);
            int tasks = 1 + random.nextInt(4);
            List<Integer> ranks = extents(tasks, () -> random.nextInt(4));
            List<Integer> present =
                    new ArrayList<>(IntStream.range(0, tasks).boxed().toList());
            Collections.shuffle(present, random);
            List<TaskSegments.Segment> segments = present.subList(0, 1 + random.nextInt(tasks)).stream()
                    .sorted()
                    .map(task -> new TaskSegments.Segment(task, 1 + random.nextInt(5)))
                    .toList();
            return new Drawn(
                    convolution, ranks, new TaskSegments(segments), extents(axes, () -> 5 + random.nextInt(3)), seed);
        }

        private static List<Integer> extents(int count, IntSupplier each) {
            return IntStream.generate(each).limit(count).boxed().toList();
        }
    }

    /** y, then the gradients of x, W0, each A and each B. */
    private static List<double[]> results(EksForm form, Drawn drawn) {
        Random random = new Random(drawn.seed());
        try (NDManager manager = NDManager.newBaseManager()) {
            Layer.Convolution convolution = drawn.convolution();
            List<Long> extents =
                    new ArrayList<>(List.of((long) drawn.batch().samples(), (long) convolution.inChannels()));
            drawn.spatial().forEach(extent -> extents.add((long) extent));
            NDArray x = parameter(manager, random, new Shape(extents));
            List<Long> weight = new ArrayList<>(
                    List.of((long) convolution.outChannels(), (long) convolution.inChannels() / convolution.groups()));
            convolution.kernel().forEach(extent -> weight.add((long) extent));
            NDArray w0 = parameter(manager, random, new Shape(weight));
            NDArray bias = convolution.bias() ? parameter(manager, random, new Shape(convolution.outChannels())) : null;
            List<NDArray> a = new ArrayList<>();
            List<NDArray> b = new ArrayList<>();
            for (int rank : drawn.ranks()) {
                ExpertShapes shapes = ExpertShapes.of(convolution, rank);
                a.add(parameter(manager, random, new Shape(shapes.a())));
                b.add(parameter(manager, random, new Shape(shapes.b())));
            }
            double[] scales = random.doubles(drawn.ranks().size(), 0.5, 2).toArray();
            NDArray y;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                EksWeights weights = EksWeights.stack(convolution, w0, bias, a, b, scales);
                y = form.apply(weights, x, drawn.batch());
                collector.backward(y.mul(y).sum());
            }
            List<double[]> results = new ArrayList<>();
            results.add(y.toDoubleArray());
            results.add(gradient(x));
            results.add(gradient(w0));
            for (int task = 0; task < a.size(); task++) {
                results.add(gradient(a.get(task)));
                results.add(gradient(b.get(task)));
            }
            return results;
        }
    }

    /** The engine's zeros for a task that is absent are in single precision. */
    private static double[] gradient(NDArray parameter) {
        return parameter.getGradient().toType(DataType.FLOAT64, false).toDoubleArray();
    }

    private static NDArray parameter(NDManager manager, Random random, Shape shape) {
        double[] values = random.doubles(shape.size(), -1, 1).toArray();
        NDArray array = manager.create(values, shape).toType(DataType.FLOAT64, false);
        array.setRequiresGradient(true);
        return array;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void allFormsAgreeOnAnyGeometryAndBatch(int seed) {
        assertAllFormsAgree(Drawn.of(seed));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void allFormsAreThePlainConvolutionWhereNoTaskHasAnExpert(int seed) {
        Drawn drawn = Drawn.of(seed);
        TaskSegments mixed = TaskSegments.of(new int[] {0, 0, 1, 2});
        Drawn without = new Drawn(drawn.convolution(), List.of(0, 0, 0), mixed, drawn.spatial(), seed);
        Drawn alone =
                new Drawn(drawn.convolution(), List.of(0, 0, 0), TaskSegments.single(0, 4), drawn.spatial(), seed);
        assertAllFormsAgree(without);
        assertThat(results(EksForm.BY_TASK, without).get(0))
                .containsExactly(results(EksForm.RESIDUAL, alone).get(0), within(1e-12));
    }

    private static void assertAllFormsAgree(Drawn drawn) {
        List<double[]> reference = results(EksForm.BY_TASK, drawn);
        for (EksForm form : EksForm.all()) {
            if (form.supports(drawn.convolution(), drawn.batch())) {
                List<double[]> found = results(form, drawn);
                for (int i = 0; i < reference.size(); i++) {
                    assertThat(found.get(i)).as("%s, %s", form.label(), drawn).hasSameSizeAs(reference.get(i));
                    for (int j = 0; j < reference.get(i).length; j++) {
                        assertThat(found.get(i)[j])
                                .as("%s, %s", form.label(), drawn)
                                .isCloseTo(reference.get(i)[j], within(1e-10 * Math.max(1, Math.abs(found.get(i)[j]))));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void thePlannerPicksAFormThatSupportsTheLayerAndTheBatch(int seed) {
        Drawn drawn = Drawn.of(seed);
        assertThat(EksPlanner.choose(drawn.convolution(), drawn.batch(), 9)
                        .supports(drawn.convolution(), drawn.batch()))
                .isTrue();
    }

    @Test
    void aBatchOfOneTaskIsFusedOnce() {
        Layer.Convolution convolution = Drawn.of(1).convolution();
        assertThat(EksPlanner.choose(convolution, TaskSegments.single(0, 4), 9)).isEqualTo(EksForm.SINGLE);
    }

    @Test
    void aPointwiseConvolutionOfManyWeightsOnFewPositionsIsNotTakenToPieces() {
        Layer.Convolution pointwise = new Layer.Convolution(
                "pointwise", 116, 116, List.of(1, 1), List.of(1, 1), List.of(0, 0), List.of(1, 1), 1, false, 1);
        TaskSegments batch = TaskSegments.of(new int[] {0, 0, 1, 1});
        assertThat(EksPlanner.choose(pointwise, batch, 2 * 2)).isEqualTo(EksForm.RESIDUAL);
        assertThat(EksPlanner.choose(pointwise, batch, 14 * 14)).isEqualTo(EksForm.BY_TASK);
    }

    @Test
    void patchesOfOneTaskEachAreGroupedWhereTheyAreSmall() {
        TaskSegments patchEach = TaskSegments.of(new int[] {0, 1});
        assertThat(EksPlanner.choose(volumetric(16, 16), patchEach, 32 * 32 * 32))
                .isEqualTo(EksForm.GROUPED);
        assertThat(EksPlanner.choose(volumetric(64, 32), patchEach, 32 * 32 * 32))
                .as("a large patch")
                .isEqualTo(EksForm.BY_TASK);
        assertThat(EksPlanner.choose(volumetric(512, 512), patchEach, 2 * 2 * 2))
                .as("many weights on few positions")
                .isEqualTo(EksForm.BY_TASK);
        assertThat(EksPlanner.choose(volumetric(16, 16), TaskSegments.of(new int[] {0, 0, 1, 1}), 32 * 32 * 32))
                .as("two patches of each task")
                .isEqualTo(EksForm.BY_TASK);
    }

    private static Layer.Convolution volumetric(int in, int out) {
        List<Integer> one = List.of(1, 1, 1);
        return new Layer.Convolution("volumetric", in, out, List.of(3, 3, 3), one, one, one, 1, true, 1);
    }

    @Test
    void aBatchThatIsNotSortedByTaskIsRefused() {
        assertThatThrownBy(() -> TaskSegments.of(new int[] {0, 1, 0})).hasMessageContaining("not sorted by task");
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertThatThrownBy(() -> TaskSegments.of(new int[0])).hasMessageContaining("at least one sample");
    }
}
