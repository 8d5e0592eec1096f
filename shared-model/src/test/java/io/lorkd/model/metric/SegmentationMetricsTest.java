package io.lorkd.model.metric;

import io.lorkd.model.metric.SegmentationMetrics.Overlap;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static java.lang.Math.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class SegmentationMetricsTest {
    private static final Grid GRID = new Grid(6, 5, 4, Affine.ofSpacing(1, 1, 1));

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 10})
    void identicalMasksAgreeAtEveryTolerance(double tolerance) {
        Mask mask = voxels(GRID, 1, at(1, 1, 1), at(2, 1, 1), at(4, 3, 2));

        assertThat(one(mask, mask, tolerance)).isEqualTo(new Overlap(1, 1));
    }

    @Test
    void aClassThatNeitherMaskHasCountsAsRight() {
        Mask empty = voxels(GRID, 1);

        assertThat(one(empty, empty, 1)).isEqualTo(new Overlap(1, 1));
    }

    @Test
    void aClassThatOneMaskHasAloneCountsAsWrong() {
        Mask empty = voxels(GRID, 1);
        Mask mask = voxels(GRID, 1, at(1, 1, 1));

        assertThat(one(empty, mask, 100)).isEqualTo(new Overlap(0, 0));
        assertThat(one(mask, empty, 100)).isEqualTo(new Overlap(0, 0));
    }

    /**
     * A voxel has an element at each of its eight corners, all of one size. Beside its neighbour four of them are in common,
     * and the other four are a voxel away from them.
     */
    @ParameterizedTest
    @CsvSource({
        "1.0, 0.0, 0.5",
        "1.0, 0.99, 0.5",
        "1.0, 1.0, 1.0",
        "1.0, 1.5, 1.0",
        "0.7, 0.69, 0.5",
        "0.7, 0.7, 1.0",
        "3.0, 2.9, 0.5",
        "3.0, 3.0, 1.0"
    })
    void theDistanceOfAShiftIsTheSpacingAlongItsAxis(double spacing, double tolerance, double nsd) {
        List<Affine> affines = List.of(
                Affine.ofSpacing(spacing, 10, 10),
                Affine.ofSpacing(10, spacing, 10),
                Affine.ofSpacing(10, 10, spacing));
        for (int axis = 0; axis < affines.size(); axis++) {
            Grid grid = new Grid(6, 5, 4, affines.get(axis));
            Mask here = voxels(grid, 1, at(1, 1, 1));
            Mask there = voxels(grid, 1, at(axis == 0 ? 2 : 1, axis == 1 ? 2 : 1, axis == 2 ? 2 : 1));

            assertThat(one(here, there, tolerance).dsc()).isZero();
            assertThat(one(here, there, tolerance).nsd()).isCloseTo(nsd, within(1e-12));
            assertThat(one(there, here, tolerance).nsd()).isCloseTo(nsd, within(1e-12));
        }
    }

    /**
     * A bar of two voxels against the first of them. The bar has 8 corners with one voxel inside (a triangle each, the eighth
     * of an octahedron) and 4 with two (a strip of 1 x sqrt(1/2)); the voxel has 8 triangles. Of the bar's elements those at
     * its far end, 4 triangles, are 1 mm from the voxel's; all the others lie on the voxel's corners.
     */
    @Test
    void elementsCountByTheirArea() {
        double triangle = sqrt(3) / 8;
        double strip = sqrt(0.5);
        double bar = 8 * triangle + 4 * strip;
        double voxel = 8 * triangle;
        Mask prediction = voxels(GRID, 1, at(1, 1, 1), at(2, 1, 1));
        Mask truth = voxels(GRID, 1, at(1, 1, 1));

        assertThat(one(prediction, truth, 0.5).nsd())
                .isCloseTo((bar - 4 * triangle + voxel) / (bar + voxel), within(1e-12));
        assertThat(one(prediction, truth, 1).nsd()).isCloseTo(1, within(1e-12));
        assertThat(one(prediction, truth, 1).dsc()).isCloseTo(2.0 / 3, within(1e-12));
    }

    /** With a spacing of 2, 1, 1 the voxel's triangles have the corners (1, 0, 0), (0, 1/2, 0) and (0, 0, 1/2). */
    @Test
    void areasFollowTheSpacing() {
        SurfaceAreas areas = new SurfaceAreas(new double[] {2, 1, 1});

        assertThat(areas.of(1)).isCloseTo(sqrt(0.25 * 0.25 + 0.5 * 0.5 + 0.5 * 0.5) / 2, within(1e-12));
        assertThat(areas.of(0b10101010)).as("a plane across x").isCloseTo(1, within(1e-12));
        assertThat(areas.of(0b11001100)).as("a plane across y").isCloseTo(2, within(1e-12));
    }

    /** On the unit cube: a triangle is sqrt(3)/8, a strip sqrt(1/2), a hexagon 3 sqrt(3)/4; 24 and 25 have loops apart. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.216506",
        "3, 0.707107",
        "6, 0.433013",
        "24, 0.433013",
        "25, 0.923613",
        "22, 0.649519",
        "15, 1",
        "23, 1.299038",
        "60, 1.414214",
        "105, 0.866025",
        "255, 0"
    })
    void areasAreThoseOfMarchingCubes(int code, double area) {
        SurfaceAreas areas = new SurfaceAreas(new double[] {1, 1, 1});

        assertThat(areas.of(code)).isCloseTo(area, within(1e-6));
        assertThat(areas.of(255 - code)).isCloseTo(area, within(1e-6));
    }

    /**
     * Three corners in an L: the loop goes over (1/2, 1, 0), (1, 1/2, 0), (1, 0, 1/2), (0, 0, 1/2) and (0, 1, 1/2), and its
     * centroid is (1/2, 1/2, 3/10). Of the five triangles two and two are mirrored.
     */
    @Test
    void aLoopThatIsNotFlatIsSpannedFromItsCentroid() {
        double across = sqrt(0.5) * sqrt(0.25 * 0.25 + 0.25 * 0.25 + 0.3 * 0.3) / 2;
        double beside = sqrt(0.15 * 0.15 + 0.25 * 0.25 + 0.25 * 0.25) / 2;
        double opposite = sqrt(0.5 * 0.5 + 0.2 * 0.2) / 2;

        assertThat(new SurfaceAreas(new double[] {1, 1, 1}).of(0b111))
                .isCloseTo(across + 2 * beside + 2 * opposite, within(1e-12));
    }

    @Test
    void theVolumesBorderIsASurface() {
        Grid grid = new Grid(3, 3, 3, Affine.ofSpacing(1, 1, 1));
        int[][] all = new int[27][];
        for (int i = 0; i < all.length; i++) {
            all[i] = at(i % 3, i / 3 % 3, i / 9);
        }
        Mask full = voxels(grid, 1, all);
        Grid wider = new Grid(5, 5, 5, Affine.ofSpacing(1, 1, 1));
        int[][] inner = new int[27][];
        for (int i = 0; i < inner.length; i++) {
            inner[i] = at(1 + i % 3, 1 + i / 3 % 3, 1 + i / 9);
        }

        assertThat(one(full, full, 0)).isEqualTo(new Overlap(1, 1));
        assertThat(one(voxels(grid, 1, at(0, 0, 0)), full, 0.5).nsd())
                .isEqualTo(one(voxels(wider, 1, at(1, 1, 1)), voxels(wider, 1, inner), 0.5)
                        .nsd());
    }

    @Test
    void eachClassIsMeasuredAlone() {
        Mask truth = new Mask(new Grid(4, 1, 1, Affine.ofSpacing(1, 1, 1)), new short[] {1, 2, 2, 0});
        Mask prediction = new Mask(truth.grid(), new short[] {1, 1, 2, 0});

        SegmentationMetrics metrics = SegmentationMetrics.of(prediction, truth, 3, 1);

        assertThat(metrics.classes()).extracting(Overlap::dsc).containsExactly(2.0 / 3, 2.0 / 3, 1.0);
        assertThat(metrics.classes())
                .extracting(Overlap::nsd)
                .allSatisfy(nsd -> assertThat(nsd).isCloseTo(1, within(1e-12)));
        assertThat(metrics.dsc()).isCloseTo(7.0 / 9, within(1e-12));
    }

    @Test
    void aClassesMeanIsOverVolumesAndARegionsOverClasses() {
        SegmentationMetrics first = new SegmentationMetrics(List.of(new Overlap(1, 0.5), new Overlap(0.5, 0)));
        SegmentationMetrics second = new SegmentationMetrics(List.of(new Overlap(0.5, 0), new Overlap(0, 0.25)));

        SegmentationMetrics mean = SegmentationMetrics.mean(List.of(first, second));

        assertThat(mean.classes()).containsExactly(new Overlap(0.75, 0.25), new Overlap(0.25, 0.125));
        assertThat(mean.dsc()).isEqualTo(0.5);
        assertThat(mean.nsd()).isEqualTo(0.1875);
        assertThatIllegalArgumentException().isThrownBy(() -> SegmentationMetrics.mean(List.of()));
    }

    @Test
    void masksThatDoNotFitAreRefused() {
        Mask mask = voxels(GRID, 1);
        Mask turned = voxels(new Grid(5, 6, 4, GRID.affine()), 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentationMetrics.of(turned, mask, 1, 1))
                .withMessageContaining("5 x 6 x 4")
                .withMessageContaining("6 x 5 x 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentationMetrics.of(voxels(GRID, 3, at(2, 1, 0)), mask, 2, 1))
                .withMessageContaining("(2, 1, 0)")
                .withMessageContaining("labels 0 to 2");
    }

    /** The same sums over all pairs of elements, found from each corner's eight voxels. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithAllPairsOfElements(long seed) {
        Random random = new Random(seed);
        double[] spacing = {0.5 + random.nextInt(6) / 2.0, 0.3 + random.nextDouble(), 1 + 4 * random.nextDouble()};
        Grid grid = new Grid(
                1 + random.nextInt(7),
                1 + random.nextInt(7),
                1 + random.nextInt(7),
                Affine.ofSpacing(spacing[0], spacing[1], spacing[2]));
        Mask prediction = random(grid, random);
        Mask truth = random(grid, random);
        for (double tolerance : new double[] {0, 0.4, spacing[0], spacing[1], 2 * spacing[2], 7}) {
            SegmentationMetrics metrics = SegmentationMetrics.of(prediction, truth, 2, tolerance);

            for (int label = 1; label <= 2; label++) {
                assertThat(metrics.classes().get(label - 1).nsd())
                        .as("label %d at %f mm", label, tolerance)
                        .isCloseTo(ofPairs(prediction, truth, label, spacing, tolerance), within(1e-9));
            }
        }
    }

    private static double ofPairs(Mask prediction, Mask truth, int label, double[] spacing, double tolerance) {
        List<double[]> predicted = elements(prediction, label, spacing);
        List<double[]> actual = elements(truth, label, spacing);
        if (predicted.isEmpty() || actual.isEmpty()) {
            return predicted.isEmpty() && actual.isEmpty() ? 1 : 0;
        }
        double near = near(predicted, actual, tolerance) + near(actual, predicted, tolerance);
        double all = predicted.stream().mapToDouble(element -> element[3]).sum()
                + actual.stream().mapToDouble(element -> element[3]).sum();
        return near / all;
    }

    private static double near(List<double[]> elements, List<double[]> others, double tolerance) {
        return elements.stream()
                .filter(element -> others.stream().anyMatch(other -> distance(element, other) <= tolerance + 1e-9))
                .mapToDouble(element -> element[3])
                .sum();
    }

    private static double distance(double[] a, double[] b) {
        return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    }

    /** Place and area of each. */
    private static List<double[]> elements(Mask mask, int label, double[] spacing) {
        SurfaceAreas areas = new SurfaceAreas(spacing);
        List<double[]> elements = new ArrayList<>();
        for (int z = 0; z <= mask.grid().z(); z++) {
            for (int y = 0; y <= mask.grid().y(); y++) {
                for (int x = 0; x <= mask.grid().x(); x++) {
                    int code = 0;
                    for (int corner = 0; corner < 8; corner++) {
                        code |= has(mask, label, x - 1 + corner % 2, y - 1 + corner / 2 % 2, z - 1 + corner / 4)
                                << corner;
                    }
                    if (code != 0 && code != 255) {
                        elements.add(new double[] {x * spacing[0], y * spacing[1], z * spacing[2], areas.of(code)});
                    }
                }
            }
        }
        return elements;
    }

    private static int has(Mask mask, int label, int x, int y, int z) {
        Grid grid = mask.grid();
        boolean within = x >= 0 && x < grid.x() && y >= 0 && y < grid.y() && z >= 0 && z < grid.z();
        return within && mask.label(grid.index(x, y, z)) == label ? 1 : 0;
    }

    private static Mask random(Grid grid, Random random) {
        short[] labels = new short[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (short) Math.max(0, random.nextInt(5) - 2);
        }
        return new Mask(grid, labels);
    }

    private static Overlap one(Mask prediction, Mask truth, double tolerance) {
        return SegmentationMetrics.of(prediction, truth, 1, tolerance).classes().get(0);
    }

    private static int[] at(int x, int y, int z) {
        return new int[] {x, y, z};
    }

    private static Mask voxels(Grid grid, int label, int[]... voxels) {
        short[] labels = new short[grid.voxels()];
        for (int[] voxel : voxels) {
            labels[grid.index(voxel[0], voxel[1], voxel[2])] = (short) label;
        }
        return new Mask(grid, labels);
    }
}
