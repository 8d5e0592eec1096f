package io.lorkd.model.volume;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class BoxTest {
    private static final Grid GRID = new Grid(6, 5, 4, Affine.ofSpacing(1, 2, 3));

    private static Mask mask(int... voxels) {
        short[] labels = new short[GRID.voxels()];
        for (int voxel : voxels) {
            labels[voxel] = 1;
        }
        return new Mask(GRID, labels);
    }

    @Test
    void liesWhereItHoldsMostOfWhatTheMaskShows() {
        Box box = Box.around(mask(GRID.index(3, 2, 1), GRID.index(4, 2, 1), GRID.index(4, 2, 2)), List.of(2, 3, 2));

        assertThat(List.of(box.x(), box.y(), box.z())).containsExactly(3, 1, 1);
        assertThat(box.part().affine().at(0, 3)).isEqualTo(3);
        assertThat(box.part().affine().at(1, 3)).isEqualTo(2);
        assertThat(box.part().spacing(2)).isEqualTo(3);
    }

    @Test
    void staysInsideTheGridAndIsNoLargerThanIt() {
        Box box = Box.around(mask(GRID.index(0, 4, 3)), List.of(4, 4, 32));

        assertThat(List.of(box.x(), box.y(), box.z())).containsExactly(0, 1, 0);
        assertThat(box.part().z()).isEqualTo(4);
    }

    @Test
    void ofTwoThatAreFarApartTheFirstIsHeldAsAWhole() {
        Box box = Box.around(mask(GRID.index(0, 2, 1), GRID.index(1, 2, 1), GRID.index(5, 2, 1)), List.of(3, 5, 4));

        assertThat(box.x()).isZero();
    }

    @Test
    void liesInTheMiddleWhereThereIsNothing() {
        Box box = Box.around(mask(), List.of(2, 1, 2));

        assertThat(List.of(box.x(), box.y(), box.z())).containsExactly(2, 2, 1);
    }

    @Test
    void cutsVolumesAndMasksAlike() {
        float[] values = new float[GRID.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Mask mask = mask(GRID.index(3, 2, 1));
        Box box = Box.around(mask, List.of(2, 2, 1));

        assertThat(box.of(new Volume(GRID, values)).values())
                .containsExactly(GRID.index(2, 1, 1), GRID.index(3, 1, 1), GRID.index(2, 2, 1), GRID.index(3, 2, 1));
        assertThat(box.of(mask).labels()).containsExactly(new short[] {0, 0, 0, 1});
        assertThat(box.of(mask).grid()).isEqualTo(box.part());
    }
}
