package io.lorkd.model.data;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleStreamTest {

    private static final List<Integer> SIZES = List.of(30, 10, 7);

    @Test
    void aPassHasEveryImageOnce() {
        SampleStream stream = new SampleStream(1, SIZES);

        assertThat(stream.samplesPerPass()).isEqualTo(47);
        for (long pass = 0; pass < 3; pass++) {
            List<Sample> samples = stream.take(pass * 47, 47);
            assertThat(samples).doesNotHaveDuplicates();
            for (int region = 0; region < SIZES.size(); region++) {
                int wanted = region;
                assertThat(samples.stream()
                                .filter(sample -> sample.region() == wanted)
                                .map(Sample::index)
                                .sorted())
                        .containsExactly(Arrays.stream(Stratification.range(SIZES.get(region)))
                                .boxed()
                                .toArray(Integer[]::new));
            }
        }
    }

    @Test
    void anyStretchIsWhatTheWholeStreamHasThere() {
        SampleStream stream = new SampleStream(5, SIZES, true);
        List<Sample> whole = stream.take(0, 200);

        List<Sample> pieces = new ArrayList<>();
        for (int at = 0; at < 200; at += 13) {
            pieces.addAll(new SampleStream(5, SIZES, true).take(at, Math.min(13, 200 - at)));
        }
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void regionsAreInterleavedInProportion() {
        List<Sample> samples = new SampleStream(1, List.of(300, 100)).take(0, 400);

        for (int at = 0; at + 40 <= 400; at++) {
            assertThat(samples.subList(at, at + 40).stream().filter(sample -> sample.region() == 1))
                    .hasSizeBetween(9, 11);
        }
    }

    @Test
    void passesAndSeedsDiffer() {
        SampleStream stream = new SampleStream(1, SIZES);

        assertThat(stream.take(0, 47)).isNotEqualTo(stream.take(47, 47));
        assertThat(stream.take(0, 47)).isNotEqualTo(new SampleStream(2, SIZES).take(0, 47));
    }

    @Test
    void drawsDifferInEveryEntryOfEveryPass() {
        SampleStream stream = new SampleStream(1, SIZES);

        assertThat(stream.take(0, 470).stream().map(Sample::draw)).doesNotHaveDuplicates();
        assertThat(stream.take(0, 1).get(0).draw())
                .isNotEqualTo(new SampleStream(2, SIZES).take(0, 1).get(0).draw());
    }

    @Test
    void aboutHalfIsMirroredWhereThatIsWanted() {
        List<Sample> mirrored = new SampleStream(1, SIZES, true).take(0, 1000);

        assertThat(mirrored.stream().filter(Sample::flip)).hasSizeBetween(430, 570);
        assertThat(new SampleStream(1, SIZES).take(0, 1000)).noneMatch(Sample::flip);
        assertThat(mirrored.stream().map(Sample::index))
                .as("mirroring does not change the order")
                .containsExactlyElementsOf(new SampleStream(1, SIZES)
                        .take(0, 1000).stream().map(Sample::index).toList());
    }

    @Test
    void positionsFarOutAreReachedAtOnce() {
        assertThat(new SampleStream(1, SIZES).take(1L << 50, 3)).hasSize(3);
    }

    @Test
    void whatMakesNoStreamIsRefused() {
        assertThatThrownBy(() -> new SampleStream(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampleStream(1, List.of(3, 0))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SampleStream(1, SIZES).take(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
