package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NiftiWritingTest {

    /** Numbers that float32 holds exactly. */
    private static final Affine AXES =
            new Affine(List.of(0.0, -0.5, 0.0, 12.25, 0.75, 0.0, 0.0, -100.5, 0.0, 0.0, 3.0, 7.0));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"volume.nii", "volume.nii.gz"})
    void whatIsWrittenIsReadBack(String name) {
        Grid grid = new Grid(33, 21, 17, AXES);
        float[] values = new float[grid.voxels()];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        NiftiFile.write(folder.resolve(name), new Volume(grid, values));

        Volume read = NiftiFile.read(folder.resolve(name));

        assertThat(read.grid()).isEqualTo(grid);
        assertThat(read.values()).isEqualTo(values);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 65535})
    void masksAreAsNarrowAsTheirLabelsAllow(int largest) throws IOException {
        Grid grid = new Grid(3, 2, 1, AXES);
        short[] labels = {0, 1, 0, (short) largest, 0, 0};
        Path file = folder.resolve("mask.nii");
        NiftiFile.write(file, new Mask(grid, labels));

        assertThat(NiftiFile.readMask(file).labels()).isEqualTo(labels);
        assertThat(Files.size(file)).isEqualTo(352 + 6L * (largest > 255 ? 2 : 1));
        assertThat(header(file).getShort(72)).isEqualTo((short) (largest > 255 ? 16 : 8));
    }

    /** Of rotations drawn at random, left- and right-handed: read without the matrix, the file says the same. */
    @Test
    void theRotationSaysTheSameAsTheMatrix() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            Grid grid = new Grid(200, 200, 100, drawn(random));
            Path file = folder.resolve("header.nii");
            NiftiFile.write(file, new Mask(new Grid(1, 1, 1, grid.affine()), new short[1]));
            ByteBuffer header = header(file);
            assertThat(header.getShort(252)).isEqualTo((short) 1);
            header.putShort(254, (short) 0);
            Files.write(file, header.array());

            Affine affine = NiftiFile.grid(file).affine();

            for (int element = 0; element < 12; element++) {
                assertThat(affine.elements().get(element))
                        .isCloseTo(grid.affine().elements().get(element), within(1e-3));
            }
        }
    }

    @Test
    void aMatrixWithShearIsNoRotation() throws IOException {
        Affine sheared = new Affine(List.of(1.0, 0.5, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0));
        Path file = folder.resolve("sheared.nii");
        NiftiFile.write(file, new Mask(new Grid(4, 4, 4, sheared), new short[64]));

        assertThat(header(file).getShort(252)).isZero();
        assertThat(NiftiFile.grid(file).affine()).isEqualTo(sheared);
    }

    @Test
    void theSameMaskGivesTheSameBytes() throws IOException {
        Mask mask = new Mask(new Grid(2, 1, 1, AXES), new short[] {1, 2});
        NiftiFile.write(folder.resolve("a.nii.gz"), mask);
        NiftiFile.write(folder.resolve("b.nii.gz"), mask);

        assertThat(Files.readAllBytes(folder.resolve("a.nii.gz")))
                .isEqualTo(Files.readAllBytes(folder.resolve("b.nii.gz")));
    }

    @Test
    void aFileIsReplacedAndNothingIsLeftBesideIt() throws IOException {
        Path file = Files.writeString(folder.resolve("mask.nii.gz"), "old");
        NiftiFile.write(file, new Mask(new Grid(1, 1, 1, AXES), new short[] {3}));

        assertThat(NiftiFile.readMask(file).label(0)).isEqualTo(3);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
        Mask mask = new Mask(new Grid(1, 1, 1, AXES), new short[1]);
        Mask long_ = new Mask(new Grid(40_000, 1, 1, AXES), new short[40_000]);

        refuses(folder.resolve("mask.png"), mask, "ends in .nii or .nii.gz");
        refuses(folder.resolve("none/mask.nii"), mask, "is no folder");
        refuses(Files.createDirectory(folder.resolve("folder.nii")), mask, "is a folder");
        refuses(folder.resolve("long.nii"), long_, "40000 voxels along an axis");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("folder.nii"));
        }
    }

    private static void refuses(Path file, Mask mask, String message) {
        assertThatThrownBy(() -> NiftiFile.write(file, mask))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private static ByteBuffer header(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Three orthogonal directions by Gram-Schmidt, a size for each, an offset. */
    private static Affine drawn(Random random) {
        double[][] axes = new double[3][3];
        for (int axis = 0; axis < 3; axis++) {
            for (int row = 0; row < 3; row++) {
                axes[axis][row] = random.nextGaussian();
            }
            for (int before = 0; before < axis; before++) {
                double along = dot(axes[axis], axes[before]);
                for (int row = 0; row < 3; row++) {
                    axes[axis][row] -= along * axes[before][row];
                }
            }
            double length = Math.sqrt(dot(axes[axis], axes[axis]));
            for (int row = 0; row < 3; row++) {
                axes[axis][row] /= length;
            }
        }
        double[] sizes = {0.5 + random.nextDouble(), 0.5 + random.nextDouble(), 0.5 + 4 * random.nextDouble()};
        List<Double> elements = new ArrayList<>();
        for (int row = 0; row < 3; row++) {
            for (int axis = 0; axis < 3; axis++) {
                elements.add(sizes[axis] * axes[axis][row]);
            }
            elements.add(100 * random.nextGaussian());
        }
        return new Affine(elements);
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
}
