package io.lorkd.model.window;

import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class SlidingWindowTest {

    /** What it says of a voxel depends on the voxel alone: class 0 above 0.5, class 1 below -0.5, else background. */
    private record Pointwise() implements PatchNetwork {
        @Override
        public int classes() {
            return 2;
        }

        @Override
        public float[] logits(float[] voxels, int patches, List<Integer> extents) {
            int size = voxels.length / patches;
            float[] logits = new float[2 * voxels.length];
            for (int i = 0; i < voxels.length; i++) {
                int at = i / size * 2 * size + i % size;
                logits[at] = voxels[i] - 0.5f;
                logits[at + size] = -voxels[i] - 0.5f;
            }
            return logits;
        }
    }

    /** What it says of a voxel depends on the whole window: logits drawn from its content. */
    private record Drawn(int classes) implements PatchNetwork {
        @Override
        public float[] logits(float[] voxels, int patches, List<Integer> extents) {
            int size = voxels.length / patches;
            float[] logits = new float[classes * voxels.length];
            for (int patch = 0; patch < patches; patch++) {
                float[] one = Arrays.copyOfRange(voxels, patch * size, (patch + 1) * size);
                Random random = new Random(Arrays.hashCode(one));
                for (int i = 0; i < classes * size; i++) {
                    logits[patch * classes * size + i] = (float) random.nextGaussian();
                }
            }
            return logits;
        }
    }

    private static Volume volume(int x, int y, int z) {
        Grid grid = new Grid(x, y, z, Affine.ofSpacing(1, 1, 1));
        Random random = new Random(3);
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Volume(grid, values);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 8, 8, 0.5, 1",
        "9, 11, 13, 0.5, 3",
        "17, 8, 23, 0.25, 2",
        "21, 20, 19, 0, 4",
        "9, 9, 9, 0.9, 5",
        "3, 20, 7, 0.5, 2",
        "1, 1, 1, 0.5, 1"
    })
    void everyVoxelGetsTheLabelThatAllWindowsAgreeOn(int x, int y, int z, double overlap, int batch) {
        Volume volume = volume(x, y, z);
        Mask mask = new SlidingWindow(new Pointwise())
                .segment(volume, new WindowSettings(List.of(8, 6, 4), overlap, batch));
        assertThat(mask.grid()).isEqualTo(volume.grid());
        for (int i = 0; i < mask.labels().length; i++) {
            float value = volume.values()[i];
            assertThat(mask.label(i)).isEqualTo(value > 0.5 ? 1 : value < -0.5 ? 2 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"13, 9, 11, 0.5, 1", "13, 9, 11, 0.5, 7", "12, 12, 5, 0.7, 4", "5, 12, 20, 0.3, 3"})
    void overlappingWindowsAreWeighedByAGaussian(int x, int y, int z, double overlap, int batch) {
        Volume volume = volume(x, y, z);
        WindowSettings settings = new WindowSettings(List.of(6, 4, 8), overlap, batch);
        PatchNetwork network = new Drawn(3);
        assertThat(new SlidingWindow(network).segment(volume, settings).labels())
                .isEqualTo(allAtOnce(volume, network, settings));
    }

    /** With the logits of the whole volume in memory, in double, and divided by the weights. */
    private static short[] allAtOnce(Volume volume, PatchNetwork network, WindowSettings settings) {
        Grid grid = volume.grid();
        List<WindowAxis> axes = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            axes.add(WindowAxis.of(grid.extent(axis), settings.patch().get(axis), settings.overlap()));
        }
        double[][] sums = new double[network.classes()][grid.voxels()];
        double[] weights = new double[grid.voxels()];
        int size = settings.patch().stream().reduce(1, (a, b) -> a * b);
        for (int atX : axes.get(0).starts()) {
            for (int atY : axes.get(1).starts()) {
                for (int atZ : axes.get(2).starts()) {
                    float[] patch = new float[size];
                    new Window(atX, atY, atZ).read(volume, axes.get(0), axes.get(1), axes.get(2), patch, 0);
                    float[] logits = network.logits(patch, 1, List.of(8, 4, 6));
                    for (int i = 0; i < size; i++) {
                        int inX = i % 6;
                        int inY = i / 6 % 4;
                        int inZ = i / 24;
                        if (inside(grid, atX + inX, atY + inY, atZ + inZ)) {
                            int voxel = grid.index(atX + inX, atY + inY, atZ + inZ);
                            double weight = bell(inX, 6) * bell(inY, 4) * bell(inZ, 8);
                            weights[voxel] += weight;
                            for (int c = 0; c < sums.length; c++) {
                                sums[c][voxel] += weight * logits[c * size + i];
                            }
                        }
                    }
                }
            }
        }
        short[] labels = new short[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            double largest = 0;
            for (int c = 0; c < sums.length; c++) {
                if (sums[c][i] / weights[i] > largest) {
                    largest = sums[c][i] / weights[i];
                    labels[i] = (short) (c + 1);
                }
            }
        }
        return labels;
    }

    private static boolean inside(Grid grid, int x, int y, int z) {
        return x >= 0 && y >= 0 && z >= 0 && x < grid.x() && y < grid.y() && z < grid.z();
    }

    private static double bell(int at, int window) {
        double distance = (at - (window - 1) / 2.0) * 8 / window;
        return Math.exp(-distance * distance / 2);
    }

    @Test
    void windowsReachBothBordersAndOverlapAtLeastAsMuchAsAsked() {
        assertThat(WindowAxis.of(100, 32, 0.5).starts()).containsExactly(0, 14, 27, 41, 54, 68);
        assertThat(WindowAxis.of(32, 32, 0.5).starts()).containsExactly(0);
        assertThat(WindowAxis.of(33, 32, 0.5).starts()).containsExactly(0, 1);
        assertThat(WindowAxis.of(64, 32, 0).starts()).containsExactly(0, 32);
    }

    @Test
    void aSmallerVolumeLiesInTheMiddleOfItsWindowWithZerosAround() {
        WindowAxis axis = WindowAxis.of(5, 8, 0.5);
        assertThat(axis.starts()).containsExactly(-1);
        Volume volume = new Volume(new Grid(5, 1, 1, Affine.ofSpacing(1, 1, 1)), new float[] {1, 2, 3, 4, 5});
        float[] patch = new float[8];
        new Window(-1, 0, 0).read(volume, axis, WindowAxis.of(1, 1, 0), WindowAxis.of(1, 1, 0), patch, 0);
        assertThat(patch).containsExactly(0, 1, 2, 3, 4, 5, 0, 0);
    }

    @Test
    void progressEndsAtTheNumberOfWindows() {
        List<Integer> done = new ArrayList<>();
        List<Integer> all = new ArrayList<>();
        new SlidingWindow(new Pointwise())
                .segment(volume(9, 4, 4), new WindowSettings(List.of(4, 4, 4), 0.5, 2), (windows, of) -> {
                    done.add(windows);
                    all.add(of);
                });
        assertThat(done).containsExactly(2, 4);
        assertThat(all).containsOnly(4);
    }
}
