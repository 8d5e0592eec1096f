package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ResamplingTest {

    private static final Grid OBLIQUE = new Grid(9, 11, 7, Places.oblique());

    @ParameterizedTest
    @CsvSource({"1,1,1", "0.7,1.3,2.9", "3,4,5"})
    void aRampInSpaceIsTheSameRampAfterwards(double x, double y, double z) {
        Volume ramp = new Volume(OBLIQUE, new float[OBLIQUE.voxels()]);
        fill(ramp);

        Volume resampled = Resampling.of(OBLIQUE, new Spacing(x, y, z)).linear(ramp);

        Volume expected =
                new Volume(resampled.grid(), new float[resampled.grid().voxels()]);
        fill(expected);
        Grid grid = resampled.grid();
        int inside = 0;
        for (int index = 0; index < grid.voxels(); index++) {
            if (isBetweenCentres(grid, index)) {
                assertThat(resampled.values()[index]).isCloseTo(expected.values()[index], within(1e-3f));
                inside++;
            }
        }
        assertThat(inside).isGreaterThan(grid.voxels() / 9);
    }

    /** Its value at each voxel is 2 x + 3 y - z of its place in mm. */
    private static void fill(Volume volume) {
        Grid grid = volume.grid();
        for (int index = 0; index < grid.voxels(); index++) {
            double[] place = Places.of(
                    grid.affine(), index % grid.x(), index / grid.x() % grid.y(), index / grid.x() / grid.y());
            volume.values()[index] = (float) (2 * place[0] + 3 * place[1] - place[2]);
        }
    }

    /** Beyond the outermost centres there is nothing to interpolate between. */
    private static boolean isBetweenCentres(Grid grid, int index) {
        int[] voxel = {index % grid.x(), index / grid.x() % grid.y(), index / grid.x() / grid.y()};
        for (int axis = 0; axis < 3; axis++) {
            double place = (voxel[axis] + 0.5) * grid.spacing(axis) / OBLIQUE.spacing(axis) - 0.5;
            if (place < 0 || place > OBLIQUE.extent(axis) - 1) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "0.7,1.3,2.9", "30,40,50"})
    void theOuterCornerStaysAndTheSpacingIsTheOneAskedFor(double x, double y, double z) {
        Grid grid = Resampling.of(OBLIQUE, new Spacing(x, y, z)).to();

        double[] before = Places.of(OBLIQUE.affine(), -0.5, -0.5, -0.5);
        double[] after = Places.of(grid.affine(), -0.5, -0.5, -0.5);
        for (int row = 0; row < 3; row++) {
            assertThat(after[row]).isCloseTo(before[row], within(1e-9));
        }
        double[] asked = {x, y, z};
        for (int axis = 0; axis < 3; axis++) {
            assertThat(grid.spacing(axis)).isCloseTo(asked[axis], within(1e-9));
            double length = grid.extent(axis) * grid.spacing(axis);
            double old = OBLIQUE.extent(axis) * OBLIQUE.spacing(axis);
            assertThat(grid.extent(axis) == 1 || Math.abs(length - old) <= asked[axis] / 2)
                    .isTrue();
        }
    }

    @Test
    void voxelsTwiceAsLargeAreMeansOfTwo() {
        Grid grid = new Grid(4, 1, 2, Affine.ofSpacing(1, 1, 1));
        Volume volume = new Volume(grid, new float[] {1, 3, 5, 9, 11, 13, 15, 19});

        Volume resampled = Resampling.of(grid, new Spacing(2, 1, 2)).linear(volume);

        assertThat(resampled.values()).containsExactly(7, 12);
        assertThat(resampled.grid().affine().elements())
                .containsExactly(2.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.5);
    }

    @Test
    void voxelsHalfAsLargeAreInterpolatedAndHeldAtTheEdge() {
        Grid grid = new Grid(2, 1, 1, Affine.ofSpacing(1, 1, 1));

        Volume resampled = Resampling.of(grid, new Spacing(0.5, 1, 1)).linear(new Volume(grid, new float[] {0, 4}));

        assertThat(resampled.values()).containsExactly(0, 1, 3, 4);
    }

    @Test
    void masksTakeTheLabelOfTheVoxelTheyLieIn() {
        Grid grid = new Grid(3, 1, 1, Affine.ofSpacing(1, 1, 1));
        Mask mask = new Mask(grid, new short[] {7, 0, 9});

        assertThat(Resampling.of(grid, new Spacing(0.5, 1, 1)).nearest(mask).labels())
                .containsExactly(7, 7, 0, 0, 9, 9);
        assertThat(Resampling.of(grid, new Spacing(1.5, 1, 1)).nearest(mask).labels())
                .containsExactly(7, 9);
    }

    @Test
    void aMaskComesBackFromFinerVoxelsAsItWas() {
        Mask mask = Places.labels(OBLIQUE, 4, 1);
        Resampling resampling = Resampling.of(OBLIQUE, new Spacing(0.4, 0.7, 0.9));

        Mask back = resampling.reverse().nearest(resampling.nearest(mask));

        assertThat(back.grid()).isEqualTo(OBLIQUE);
        assertThat(back.labels()).isEqualTo(mask.labels());
    }

    /** As header fields in float32 have it. */
    @Test
    void aSpacingThatDiffersByRoundingChangesNothing() {
        Grid grid = new Grid(100, 3, 3, Affine.ofSpacing(0.7f, 1, 3.0000002f));
        Volume volume = Places.noise(grid, 2);
        Resampling resampling = Resampling.of(grid, new Spacing(0.7, 1, 3));

        assertThat(resampling.linear(volume)).isSameAs(volume);
        assertThat(resampling.to()).isEqualTo(grid);
    }

    @Test
    void moreVoxelsThanAnArrayHoldsAreRefused() {
        Grid grid = new Grid(500, 500, 500, Affine.ofSpacing(10, 10, 10));

        assertThatThrownBy(() -> Resampling.of(grid, new Spacing(0.05, 0.05, 0.05)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("500 x 500 x 500", "100000 x 100000 x 100000", "larger voxels");
    }

    @Test
    void voxelsOfAnotherGridAreNotTaken() {
        Resampling resampling = Resampling.of(OBLIQUE, new Spacing(1, 1, 1));
        Volume other = Places.noise(new Grid(9, 11, 7, Affine.ofSpacing(1, 1, 1)), 1);

        assertThatThrownBy(() -> resampling.linear(other)).isInstanceOf(IllegalArgumentException.class);
        assertThat(List.of(resampling.from(), resampling.reverse().to())).containsOnly(OBLIQUE);
    }
}
