package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An image and its mask go together, or the message names both. */
class SameSpaceTest {

    private static final Grid GRID = new Grid(11, 5, 3, Places.oblique());

    @TempDir
    Path folder;

    private Path image;
    private Path mask;

    @BeforeEach
    void name() {
        image = folder.resolve("image.nii.gz");
        mask = folder.resolve("mask.nii.gz");
    }

    @Test
    void theMaskTakesTheImagesGrid() {
        Mask written = Places.labels(moved(GRID, 0, 0.01), 3, 1);
        NiftiFile.write(mask, written);

        Mask read = NiftiFile.readMask(mask, image, GRID);

        assertThat(read.grid()).isEqualTo(GRID);
        assertThat(read.labels()).isEqualTo(written.labels());
    }

    @Test
    void otherExtentsAreRefused() {
        NiftiFile.write(mask, Places.labels(new Grid(11, 3, 5, GRID.affine()), 3, 1));

        assertThatThrownBy(() -> NiftiFile.readMask(mask, image, GRID))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(image.toString(), mask.toString(), "11 x 3 x 5", "11 x 5 x 3");
    }

    @Test
    void headersAloneAreEnoughToTell() {
        NiftiFile.write(image, Places.noise(GRID, 1));
        NiftiFile.write(mask, Places.labels(new Grid(11, 3, 5, GRID.affine()), 3, 1));

        assertThatThrownBy(() -> NiftiFile.requireSameSpace(image, mask))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(image.toString(), mask.toString());
        assertThat(NiftiFile.requireSameSpace(image, image).voxels()).isEqualTo(GRID.voxels());
    }

    /** One element of the matrix changed: an offset of 5 mm; an axis turned round over its 10 steps of 0.2 mm. */
    @ParameterizedTest
    @CsvSource({"3, 5, 5.0", "0, -0.4, 4.0"})
    void anotherPlaceIsRefused(int element, double by, String apart) {
        NiftiFile.write(mask, Places.labels(moved(GRID, element, by), 3, 1));

        assertThatThrownBy(() -> NiftiFile.readMask(mask, image, GRID))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(image.toString(), mask.toString(), "up to " + apart + " mm apart", "header");
    }

    private static Grid moved(Grid grid, int element, double by) {
        List<Double> elements = new ArrayList<>(grid.affine().elements());
        elements.set(element, elements.get(element) + by);
        return new Grid(grid.x(), grid.y(), grid.z(), new Affine(elements));
    }
}
