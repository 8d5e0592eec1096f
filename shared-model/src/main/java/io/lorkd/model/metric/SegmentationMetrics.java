package io.lorkd.model.metric;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well a volume was segmented, or the mean over a region's volumes.
 *
 * @param classes by index, at least one
 */
public record SegmentationMetrics(List<Overlap> classes) {
    /** Spacings come from files as float32, so a distance of just the tolerance may seem to be a little above it. */
    private static final double ROUNDING = 1e-6;

    /**
     * Of one class, both in 0...1. A class that neither mask has counts as 1, one that only one of them has as 0.
     *
     * @param dsc Dice similarity coefficient: twice the voxels in common, by the voxels of both
     * @param nsd normalised surface distance, or surface Dice: the area of both surfaces that is no farther from the other
     *     one than the tolerance, by their whole area (Nikolov et al., Deep learning to achieve clinically applicable
     *     segmentation of head and neck anatomy, 2018). Elements and distances are those of DeepMind's surface-distance;
     *     their areas are {@link SurfaceAreas}
     */
    public record Overlap(double dsc, double nsd) {}

    public SegmentationMetrics {
        classes = List.copyOf(classes);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("there is no class to measure");
        }
    }

    /**
     * Compares two masks of one volume. Its spacing is that of the truth.
     *
     * @param prediction labels 0 for background, c + 1 for class c
     * @param truth likewise, on a grid of the same extents
     * @param tolerance the distance between surfaces that is let pass, in mm
     * @throws IllegalArgumentException if the extents differ, or a label is of no class
     */
    public static SegmentationMetrics of(Mask prediction, Mask truth, int classes, double tolerance) {
        Grid grid = truth.grid();
        for (int axis = 0; axis < 3; axis++) {
            if (prediction.grid().extent(axis) != grid.extent(axis)) {
                throw new IllegalArgumentException("the prediction has " + extents(prediction.grid())
                        + " voxels, the truth " + extents(grid) + "; they must be as many along each axis");
            }
        }
        double[] spacing = {grid.spacing(0), grid.spacing(1), grid.spacing(2)};
        SurfaceAreas areas = new SurfaceAreas(spacing);
        ClassVoxels[] counts = ClassVoxels.count(prediction, truth, classes);
        List<Overlap> overlaps = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            ClassVoxels voxels = counts[i];
            double nsd = voxels.isInBoth()
                    ? surfaceDice(prediction, truth, i + 1, voxels, spacing, areas, tolerance)
                    : voxels.isInNeither() ? 1 : 0;
            overlaps.add(new Overlap(voxels.dsc(), nsd));
        }
        return new SegmentationMetrics(overlaps);
    }

    private static double surfaceDice(
            Mask prediction,
            Mask truth,
            int label,
            ClassVoxels voxels,
            double[] spacing,
            SurfaceAreas areas,
            double tolerance) {
        int[] low = voxels.low();
        int[] high = voxels.high();
        Surface predicted = Surface.of(prediction, label, low, high);
        Surface actual = Surface.of(truth, label, low, high);
        int[] corners =
                IntStream.range(0, 3).map(axis -> high[axis] - low[axis] + 2).toArray();
        double most = tolerance * tolerance * (1 + ROUNDING);
        DistanceTransform distances = new DistanceTransform(corners, spacing);
        double near = predicted.areaWithin(distances.from(actual.points()), most, areas)
                + actual.areaWithin(distances.from(predicted.points()), most, areas);
        return near / (predicted.area(areas) + actual.area(areas));
    }

    private static String extents(Grid grid) {
        return grid.x() + " x " + grid.y() + " x " + grid.z();
    }

    /**
     * Each class's mean over volumes that have the same classes.
     *
     * @throws IllegalArgumentException if there is no volume, or their classes differ
     */
    public static SegmentationMetrics mean(Collection<SegmentationMetrics> volumes) {
        if (volumes.isEmpty()
                || volumes.stream()
                                .mapToInt(each -> each.classes.size())
                                .distinct()
                                .count()
                        > 1) {
            throw new IllegalArgumentException(
                    "the mean is over one volume or more with as many classes each, not over " + volumes);
        }
        int classes = volumes.iterator().next().classes.size();
        return new SegmentationMetrics(IntStream.range(0, classes)
                .mapToObj(c -> new Overlap(
                        mean(volumes, each -> each.classes.get(c).dsc()),
                        mean(volumes, each -> each.classes.get(c).nsd())))
                .toList());
    }

    /** The mean over the classes, as the paper's tables have it for a region. */
    public double dsc() {
        return mean(classes, Overlap::dsc);
    }

    /** The mean over the classes. */
    public double nsd() {
        return mean(classes, Overlap::nsd);
    }

    private static <T> double mean(Collection<T> of, ToDoubleFunction<T> value) {
        return of.stream().mapToDouble(value).average().orElseThrow();
    }
}
