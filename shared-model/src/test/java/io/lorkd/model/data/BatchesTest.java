package io.lorkd.model.data;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchesTest {

    private static final int SIZE = 2;

    @Test
    void imagesAreSortedByRegionAndStayInOrderWithin() {
        List<RegionData> regions = List.of(region(0, 10), region(100, 110));
        ImageBatch batch = Batches.read(
                regions,
                List.of(
                        new Sample(1, 1, false),
                        new Sample(0, 1, false),
                        new Sample(1, 0, false),
                        new Sample(0, 0, false)),
                SIZE);

        assertThat(batch.regions()).containsExactly(0, 0, 1, 1);
        assertThat(batch.labels()).containsExactly(1, 0, 1, 0);
        assertThat(batch.size()).isEqualTo(4);
        assertThat(batch.pixels()).hasSize(4 * 12);
        assertThat(List.of(firstByte(batch, 0), firstByte(batch, 1), firstByte(batch, 2), firstByte(batch, 3)))
                .containsExactly(10, 0, 110, 100);
    }

    @Test
    void aMirroredImageHasItsRowsReversed() {
        List<RegionData> regions = List.of(region(0));
        float[] plain =
                Batches.read(regions, List.of(new Sample(0, 0, false)), SIZE).pixels();
        float[] mirrored =
                Batches.read(regions, List.of(new Sample(0, 0, true)), SIZE).pixels();

        for (int row = 0; row < plain.length; row += SIZE) {
            assertThat(mirrored[row]).isEqualTo(plain[row + 1]);
            assertThat(mirrored[row + 1]).isEqualTo(plain[row]);
        }
    }

    @Test
    void sizesDifferByAtMostOne() {
        assertThat(Batches.sizes(65, 64)).containsExactly(33, 32);
        assertThat(Batches.sizes(64, 64)).containsExactly(64);
        assertThat(Batches.sizes(10, 4)).containsExactly(4, 3, 3);
        assertThat(Batches.sizes(1, 8)).containsExactly(1);
        assertThat(Batches.sizes(0, 8)).isEmpty();
        assertThatThrownBy(() -> Batches.sizes(8, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchWhosePartsDoNotFitIsRefused() {
        assertThatThrownBy(() -> new ImageBatch(new float[12], SIZE, new int[1], new int[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageBatch(new float[11], SIZE, new int[1], new int[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Grey images of 2 x 2 pixels whose first pixel has the value given and the others one, two and three more. */
    private static RegionData region(int... firstPixels) {
        List<byte[]> images = Arrays.stream(firstPixels)
                .mapToObj(v -> new byte[] {(byte) v, (byte) (v + 1), (byte) (v + 2), (byte) (v + 3)})
                .toList();
        StoredImages source = new StoredImages(SIZE, images, Stratification.range(firstPixels.length));
        return new RegionData("region", List.of("a", "b"), source, source, source);
    }

    private static int firstByte(ImageBatch batch, int image) {
        return Math.round((batch.pixels()[image * 12] + 1) * 127.5f);
    }
}
