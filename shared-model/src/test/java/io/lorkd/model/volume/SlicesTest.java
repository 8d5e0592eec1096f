package io.lorkd.model.volume;

import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SlicesTest {
    private static final Grid GRID = new Grid(6, 6, 3, Affine.ofSpacing(1, 1, 4));

    /** Dark on the patient's right, which is on the left of the picture; class 1 (label 2) at the front, in slice 1. */
    private final Slices slices = new Slices(new Volume(GRID, halves()));

    private final Mask mask = new Mask(GRID, front());

    private static float[] halves() {
        float[] values = new float[GRID.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % GRID.x() < 3 ? 1 : 0;
        }
        return values;
    }

    private static short[] front() {
        short[] labels = new short[GRID.voxels()];
        for (int x = 0; x < GRID.x(); x++) {
            labels[GRID.index(x, 5, 1)] = 2;
            labels[GRID.index(x, 4, 1)] = 2;
            labels[GRID.index(x, 3, 1)] = 2;
        }
        labels[GRID.index(0, 0, 2)] = 1;
        return labels;
    }

    @Test
    void theMaskIsTintedInItsClassesColourAtTheFrontWhichIsAbove() {
        BufferedImage picture = slices.picture(1, mask, 2);

        assertThat(picture.getWidth()).isEqualTo(360);
        assertThat(picture.getHeight()).isEqualTo(360);
        assertThat(picture.getRGB(40, 300) & 0xFFFFFF).isZero();
        assertThat(picture.getRGB(320, 300) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        int tinted = picture.getRGB(40, 40) & 0xFFFFFF;
        assertThat(tinted & 0xFF).as("blue of %06x", tinted).isGreaterThan(tinted >> 16);
    }

    @Test
    void onlyTheSlicesOwnLabelsAreDrawnAndCounted() {
        assertThat(slices.count()).isEqualTo(3);
        assertThat(slices.fullest(mask)).isEqualTo(1);
        assertThat(slices.labels(0, mask)).isEmpty();
        assertThat(slices.labels(1, mask)).isEqualTo(Map.of(2, 18));
        assertThat(slices.labels(2, mask)).isEqualTo(Map.of(1, 1));
        assertThat(slices.picture(0, mask, 2).getRGB(40, 40) & 0xFFFFFF).isZero();
        assertThatThrownBy(() -> slices.picture(3, mask, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("slice 3 of 3");
    }

    @Test
    void eachClassHasAColourOfItsOwn() {
        assertThat(Slices.colours(9)).hasSize(9).doesNotHaveDuplicates().allMatch(each -> each.matches("#[0-9a-f]{6}"));
    }
}
