package io.lorkd.model.volume;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OrientationTest {

    private static final double[] SIZES = {1.5, 2, 3};

    /** All 48 ways in which three axes can lie, each also a little askew. */
    static Stream<Grid> grids() {
        List<Grid> grids = new ArrayList<>();
        int[][] permutations = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] directions : permutations) {
            for (int signs = 0; signs < 8; signs++) {
                for (double askew : new double[] {0, 0.4}) {
                    grids.add(grid(directions, signs, askew));
                }
            }
        }
        return grids.stream();
    }

    private static Grid grid(int[] directions, int signs, double askew) {
        Double[] elements = new Double[12];
        Arrays.fill(elements, askew);
        for (int axis = 0; axis < 3; axis++) {
            int sign = (signs >> axis & 1) == 0 ? 1 : -1;
            elements[4 * directions[axis] + axis] = sign * SIZES[axis];
            elements[4 * axis + 3] = 10.0 * axis - 5;
        }
        return new Grid(3, 4, 5, new Affine(List.of(elements)));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void everyVoxelKeepsItsPlaceAndTheAxesRunRightFrontAndUp(Grid grid) {
        Volume volume = Places.noise(grid, 1);

        Volume ras = Orientation.of(grid).toRas(volume);

        for (int axis = 0; axis < 3; axis++) {
            assertThat(ras.grid().affine().at(axis, axis)).isPositive();
        }
        for (int z = 0; z < ras.grid().z(); z++) {
            for (int y = 0; y < ras.grid().y(); y++) {
                for (int x = 0; x < ras.grid().x(); x++) {
                    double[] place = Places.of(ras.grid().affine(), x, y, z);
                    assertThat(ras.values()[ras.grid().index(x, y, z)]).isEqualTo(at(volume, place));
                }
            }
        }
    }

    /** The voxel of a volume that lies at a place, found by looking at all. */
    private static float at(Volume volume, double[] place) {
        Grid grid = volume.grid();
        for (int z = 0; z < grid.z(); z++) {
            for (int y = 0; y < grid.y(); y++) {
                for (int x = 0; x < grid.x(); x++) {
                    double[] here = Places.of(grid.affine(), x, y, z);
                    double apart =
                            Math.abs(here[0] - place[0]) + Math.abs(here[1] - place[1]) + Math.abs(here[2] - place[2]);
                    if (apart < 1e-9) {
                        return volume.values()[grid.index(x, y, z)];
                    }
                }
            }
        }
        throw new AssertionError("no voxel at " + Arrays.toString(place));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void thereAndBackIsExact(Grid grid) {
        Orientation orientation = Orientation.of(grid);
        Volume volume = Places.noise(grid, 2);
        Mask mask = Places.labels(grid, 5, 3);

        Volume volumeBack = orientation.back(orientation.toRas(volume));
        Mask maskBack = orientation.back(orientation.toRas(mask));

        assertThat(volumeBack.grid()).isEqualTo(grid);
        assertThat(volumeBack.values()).isEqualTo(volume.values());
        assertThat(maskBack.grid()).isEqualTo(grid);
        assertThat(maskBack.labels()).isEqualTo(mask.labels());
    }

    @ParameterizedTest
    @MethodSource("grids")
    void whatIsInRasIsLeftAlone(Grid grid) {
        Grid ras = Orientation.of(grid).ras();

        assertThat(Orientation.of(ras).isRas()).isTrue();
        assertThat(Orientation.of(ras).ras()).isEqualTo(ras);
    }

    @Test
    void obliqueAxesKeepTheirAngles() {
        Grid grid = new Grid(3, 4, 5, Places.oblique());

        Affine ras = Orientation.of(grid).ras().affine();

        assertThat(List.of(ras.at(0, 0), ras.at(1, 0), ras.at(2, 0))).containsExactly(1.9, -0.3, 0.2);
        assertThat(List.of(ras.at(0, 1), ras.at(1, 1), ras.at(2, 1))).containsExactly(0.2, 0.9, 0.1);
        assertThat(List.of(ras.at(0, 2), ras.at(1, 2), ras.at(2, 2))).containsExactly(-0.3, -0.4, 3.0);
    }

    /** Both of the first two axes run nearest to the front, by 0.8 and 0.75; only one can have that name. */
    @Test
    void axesAreAssignedTogether() {
        Affine affine = new Affine(List.of(0.6, -0.66, 0.0, 0.0, 0.8, 0.75, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0));
        Grid ras = Orientation.of(new Grid(3, 4, 5, affine)).ras();

        assertThat(ras.x()).isEqualTo(4);
        assertThat(ras.affine().at(0, 0)).isCloseTo(0.66, within(1e-12));
        assertThat(ras.affine().at(1, 1)).isCloseTo(0.8, within(1e-12));
    }
}
