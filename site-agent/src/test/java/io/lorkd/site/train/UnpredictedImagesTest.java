package io.lorkd.site.train;

import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.RegionData;
import io.lorkd.site.picture.Part;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class UnpredictedImagesTest {

    /** Each image is filled with its own number. */
    private record Numbered(int size) implements ImageSource {
        @Override
        public int label(int i) {
            return i % 2;
        }

        @Override
        public void read(int i, float[] into) {
            Arrays.fill(into, i);
        }
    }

    private static RegionData region(int training, int validation, int test) {
        return new RegionData(
                "skin", List.of("a", "b"), new Numbered(training), new Numbered(validation), new Numbered(test));
    }

    @Test
    void whatIsHeldOutIsShownBeforeTheTestPartAndThatBeforeWhatIsTrainedOn() {
        assertThat(UnpredictedImages.read(region(50, 20, 30), 0, 8, 32).part()).isEqualTo(Part.HELD_OUT);
        assertThat(UnpredictedImages.read(region(50, 0, 30), 0, 8, 32).part()).isEqualTo(Part.TEST);
        assertThat(UnpredictedImages.read(region(50, 0, 0), 0, 8, 32).part()).isEqualTo(Part.TRAINING);
    }

    @Test
    void thereAreNoMoreThanAStepTakesAndSixAtMost() {
        assertThat(UnpredictedImages.read(region(50, 20, 30), 0, 8, 32).images())
                .hasSize(6)
                .allSatisfy(image -> assertThat(image).hasSize(3 * 8 * 8));
        assertThat(UnpredictedImages.read(region(50, 20, 30), 0, 8, 4).images()).hasSize(4);
        assertThat(UnpredictedImages.read(region(50, 3, 30), 0, 8, 32).images()).hasSize(3);
    }

    @Test
    void eachImageIsTheOneThatItsNumberSays() {
        UnpredictedImages read = UnpredictedImages.read(region(50, 20, 30), 2, 8, 32);

        for (int i = 0; i < read.numbers().size(); i++) {
            assertThat(read.images().get(i)[0]).isEqualTo(read.numbers().get(i).floatValue());
        }
    }
}
