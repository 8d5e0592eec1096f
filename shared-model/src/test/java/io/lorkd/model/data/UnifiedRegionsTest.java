package io.lorkd.model.data;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UnifiedRegionsTest {

    private final UnifiedRegions unified = new UnifiedRegions(List.of(
            region("breast", List.of("benign", "malignant"), 10, 2), region("skin", List.of("nevus", "mel"), 20, 3)));

    @Test
    void namesEachClassByItsRegion() {
        assertThat(unified.classes()).containsExactly("breast/benign", "breast/malignant", "skin/nevus", "skin/mel");
    }

    @Test
    void countsLabelsThroughAllRegions() {
        ImageSource training = unified.as("foundation").training();

        assertThat(training.size()).isEqualTo(5);
        assertThat(List.of(training.label(1), training.label(2), training.label(3)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void readsTheImageThatTheLabelIsOf() {
        ImageSource training = unified.as("foundation").training();
        float[] pixels = new float[1];

        training.read(1, pixels);
        assertThat(pixels[0]).isEqualTo(11);
        training.read(4, pixels);
        assertThat(pixels[0]).isEqualTo(22);
    }

    @Test
    void keepsARegionsTestApart() {
        assertThat(unified.test(1).size()).isEqualTo(3);
        assertThat(unified.test(1).label(0)).isEqualTo(2);
    }

    @Test
    void refusesAnImageThatThereIsNot() {
        ImageSource training = unified.as("foundation").training();

        assertThatThrownBy(() -> training.label(5))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("5 of 5");
    }

    /** Image i has the one pixel {@code first + i} and the class i modulo the classes. */
    private static RegionData region(String name, List<String> classes, int first, int size) {
        ImageSource images = new ImageSource() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public int label(int i) {
                return i % classes.size();
            }

            @Override
            public void read(int i, float[] into) {
                into[0] = first + i;
            }
        };
        return new RegionData(name, classes, images, images, images);
    }
}
