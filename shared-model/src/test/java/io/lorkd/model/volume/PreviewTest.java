package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PreviewTest {

    private static final Preview PREVIEW = new Preview(Modality.OTHER, Map.of(1, "cord"));
    private static final Grid GRID = new Grid(20, 10, 8, Affine.ofSpacing(1, 2, 5));

    @TempDir
    Path folder;

    @Test
    void aMillimetreIsAsLongAcrossAsDown() {
        Mask empty = new Mask(GRID, new short[GRID.voxels()]);

        List<List<Integer>> sizes = new ArrayList<>();
        for (Section.Plane plane : Section.Plane.values()) {
            PreviewPanel panel = PreviewPanel.of(Section.through(empty, plane));
            sizes.add(List.of(panel.width(), panel.height()));
        }

        // 20 x 20 mm, 20 x 40 mm, 20 x 40 mm.
        assertThat(sizes).containsExactly(List.of(360, 360), List.of(180, 360), List.of(180, 360));
    }

    /** The voxel that lies farthest to the right, front and top is at the upper left, whichever way the file runs. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "-1,1,1", "1,-1,1", "-1,-1,-1"})
    void theRightTheFrontAndTheTopAreAtTheUpperLeft(int x, int y, int z) {
        Grid grid = new Grid(4, 4, 4, Affine.ofSpacing(x, y, z));
        float[] values = new float[64];
        values[grid.index(x > 0 ? 3 : 0, y > 0 ? 3 : 0, z > 0 ? 3 : 0)] = 1;
        Volume ras = Orientation.of(grid).toRas(new Volume(grid, values));

        for (Section.Plane plane : Section.Plane.values()) {
            Section section = new Section(ras.grid(), plane, 3);
            BufferedImage grey = PreviewPanel.of(section).grey(ras.values(), 0, 1);

            assertThat(new Color(grey.getRGB(0, 0))).isEqualTo(Color.WHITE);
            assertThat(new Color(grey.getRGB(359, 0))).isEqualTo(Color.BLACK);
            assertThat(new Color(grey.getRGB(0, 359))).isEqualTo(Color.BLACK);
        }
    }

    @Test
    void theSectionShowsMostOfTheMask() {
        short[] labels = new short[GRID.voxels()];
        labels[GRID.index(3, 4, 1)] = 1;
        labels[GRID.index(7, 9, 1)] = 2;
        labels[GRID.index(7, 8, 6)] = 1;
        Mask mask = new Mask(GRID, labels);

        assertThat(Section.through(mask, Section.Plane.AXIAL).position()).isEqualTo(1);
        assertThat(Section.through(mask, Section.Plane.SAGITTAL).position()).isEqualTo(7);
        assertThat(Section.through(new Mask(GRID, new short[GRID.voxels()]), Section.Plane.AXIAL)
                        .position())
                .isEqualTo(4);
    }

    @Test
    void aLabelHasItsColourAtTheEdgeAndLetsTheImageThroughInside() {
        Grid grid = new Grid(3, 3, 1, Affine.ofSpacing(1, 1, 1));
        Mask mask = new Mask(grid, new short[] {0, 0, 0, 0, 1, 0, 0, 0, 0});
        PreviewPanel panel = PreviewPanel.of(Section.through(mask, Section.Plane.AXIAL));
        BufferedImage filled = panel.grey(new float[9], 0, 1);
        BufferedImage outlined = panel.grey(new float[9], 0, 1);

        panel.draw(mask, Map.of(1, Color.RED), true, filled);
        panel.draw(mask, Map.of(1, Color.RED), false, outlined);

        assertThat(new Color(filled.getRGB(120, 180))).isEqualTo(Color.RED);
        assertThat(new Color(filled.getRGB(180, 180))).isEqualTo(new Color(89, 0, 0));
        assertThat(new Color(filled.getRGB(119, 180))).isEqualTo(Color.BLACK);
        assertThat(new Color(outlined.getRGB(120, 180))).isEqualTo(Color.RED);
        assertThat(new Color(outlined.getRGB(180, 180))).isEqualTo(Color.BLACK);
    }

    @Test
    void theTruthStandsBelowThePrediction() {
        Volume image = Places.noise(GRID, 1);
        Mask mask = Places.labels(GRID, 1, 1);

        BufferedImage alone = PREVIEW.picture(image, mask, Optional.empty());
        BufferedImage both = PREVIEW.picture(image, mask, Optional.of(mask));

        assertThat(both.getWidth()).isEqualTo(alone.getWidth());
        assertThat(both.getHeight()).isGreaterThan(alone.getHeight() + PreviewPanel.LARGEST_SIDE);
    }

    @Test
    void labelsWithoutANameAndClassesNotFoundAreListedWithColoursOfTheirOwn() {
        Mask mask = new Mask(GRID, new short[GRID.voxels()]);
        mask.labels()[5] = (short) 40_000;

        Set<Color> colours = colours(PREVIEW.picture(Places.noise(GRID, 1), mask, Optional.empty()));

        assertThat(colours).contains(PreviewColours.of(0), PreviewColours.of(1));
    }

    @Test
    void coloursDiffer() {
        Set<Color> colours = new HashSet<>();
        for (int position = 0; position < 120; position++) {
            colours.add(PreviewColours.of(position));
        }

        assertThat(colours).hasSize(120);
    }

    @Test
    void aSingleSliceOfOneValueWithNothingFoundIsStillAPicture() {
        Grid slice = new Grid(30, 20, 1, Affine.ofSpacing(1, 1, 1));

        BufferedImage picture = PREVIEW.picture(
                new Volume(slice, new float[600]),
                new Mask(slice, new short[600]),
                Optional.of(new Mask(slice, new short[600])));

        assertThat(picture.getWidth()).isGreaterThan(PreviewPanel.LARGEST_SIDE);
    }

    @Test
    void theFileIsAPngAndNothingIsLeftBesideIt() throws IOException {
        Path file = folder.resolve("preview.png");
        PREVIEW.png(file, Places.noise(GRID, 1), Places.labels(GRID, 1, 1), Optional.empty());

        assertThat(ImageIO.read(file.toFile()).getHeight()).isGreaterThan(PreviewPanel.LARGEST_SIDE);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("none/preview.png");

        assertThatThrownBy(() -> PREVIEW.png(file, Places.noise(GRID, 1), Places.labels(GRID, 1, 1), Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(file.toString(), "make it first");
    }

    private static Set<Color> colours(BufferedImage image) {
        Set<Color> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(new Color(image.getRGB(x, y)));
            }
        }
        return colours;
    }
}
