package io.lorkd.model.cost;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CostReportTest {

    private static final List<Integer> IMAGE_NET = List.of(224, 224);

    /** Table 4 of the paper: 2.21, 2.12 and 1.95 million. */
    @ParameterizedTest
    @CsvSource({"11, 2206380", "10, 2119764", "8, 1946532"})
    void givesThePapersParameters(int regions, long total) {
        CostReport report = shuffleNet(IMAGE_NET, Collections.nCopies(regions, 8));

        assertThat(report.totalParameters()).isEqualTo(total);
        assertThat(report.backboneParameters()).isEqualTo(1_253_604);
        assertThat(report.expertParameters()).isEqualTo(10_827L * 8 * regions);
        assertThat(report.fusedParameters()).isEqualTo(1_253_604);
    }

    @Test
    void addsUnequalRanks() {
        assertThat(shuffleNet(IMAGE_NET, List.of(2, 0, 14)).expertParameters()).isEqualTo(10_827L * 16);
        assertThat(shuffleNet(IMAGE_NET, List.of()).expertParameters()).isZero();
    }

    /** torchvision's models at 224 pixels, less the classifier: 1024 x 1000 and 2048 x 1000 of theirs. */
    @Test
    void givesThePublishedArithmetic() {
        assertThat(shuffleNet(IMAGE_NET, List.of()).multiplyAccumulates()).isEqualTo(143_883_992);
        assertThat(resNet50().multiplyAccumulates()).isEqualTo(4_087_136_256L);
    }

    /** Counted apart from the tree: values normalised (twice each), activated, looked at in pooling, and summed. */
    @Test
    void addsTheOtherOperationsToTheFlops() {
        assertThat(shuffleNet(IMAGE_NET, List.of()).flops())
                .isEqualTo(2 * 143_883_992L + 2 * 1_950_200 + 1_488_032 + 677_376 + 50_176);
        assertThat(resNet50().flops())
                .isEqualTo(2 * 4_087_136_256L + 2 * 11_113_984 + 9_608_704 + 1_806_336 + 100_352 + 5_519_360);
    }

    /** Section 4.3 of the paper: the deployed ShuffleNetV2 beside ResNet50. The convolutions alone are 3.52 %. */
    @Test
    void givesThePapersRatiosToResNet50() {
        CostReport shuffleNet = shuffleNet(IMAGE_NET, List.of());

        assertThat(100.0 * shuffleNet.fusedParameters() / resNet50().fusedParameters())
                .isCloseTo(5.3, within(0.05));
        assertThat(100.0 * shuffleNet.flops() / resNet50().flops()).isCloseTo(3.6, within(0.05));
    }

    /** Section 4.3 of the paper: LoRKD-Nano beside SAT-Nano, 52.42 % and 39.83 %; how many classes were asked for is not said. */
    @Test
    void givesThePapersRatiosToSatNano() {
        List<Integer> patch = List.of(288, 288, 96);
        CostReport nano = CostReport.of(unet("unet3d-nano").withQueryDecoder(), patch, List.of(), 100);
        CostReport pro = CostReport.of(unet("unet3d-pro").withQueryDecoder(), patch, List.of(), 100);

        assertThat(100.0 * nano.fusedParameters() / pro.fusedParameters()).isCloseTo(52.42, within(0.005));
        assertThat(100.0 * nano.flops() / pro.flops()).isCloseTo(39.83, within(0.15));
    }

    /** Two stages by hand: in 8 x 8 x 16 positions, and in 4 x 4 x 8 half-way down. */
    @Test
    void followsTheExtentsThroughAUNet() {
        CostReport tiny = CostReport.of(unet("unet3d-tiny"), List.of(8, 8, 16), List.of());
        long[] positions = {1024, 128, 16, 2};
        long encoder = positions[0] * 27 * (3 * 16 + 16 * 16)
                + positions[1] * 27 * (16 * 32 + 32 * 32)
                + positions[2] * 27 * (32 * 64 + 64 * 64)
                + positions[3] * 27 * (64 * 128 + 128 * 128);
        long rising = positions[2] * 128 * 64 + positions[1] * 64 * 32 + positions[0] * 32 * 16;
        long decoder =
                positions[2] * 27 * 3 * 64 * 64 + positions[1] * 27 * 3 * 32 * 32 + positions[0] * 27 * 3 * 16 * 16;
        long normalised = 4 * (positions[0] * 16 + positions[1] * 32 + positions[2] * 64) + 2 * positions[3] * 128;

        assertThat(tiny.multiplyAccumulates()).isEqualTo(encoder + rising + decoder);
        assertThat(tiny.flops()).isEqualTo(2 * tiny.multiplyAccumulates() + (5 + 1) * normalised);
    }

    /** One position of memory (240 channels), two classes. */
    @Test
    void addsWhatAQueryDecoderComputes() {
        List<Integer> extents = List.of(16, 16, 16);
        long trunk = CostReport.of(unet("unet3d-tiny"), extents, List.of()).multiplyAccumulates();
        long asked = CostReport.of(unet("unet3d-tiny").withQueryDecoder(), extents, List.of(), 2)
                .multiplyAccumulates();
        long memory = 240 * 768 + 768 * 768;
        long layer =
                2 * 768 * 768 /* keys, values */ + 2 * (2 * 768 * 768 + 2 * 768 + 2 * 768 * 2048) /* of each class */;
        long masks = 2 * (768 * 256 + 256 * 16 + 4096 * 16);

        assertThat(asked - trunk).isEqualTo(memory + 6 * layer + masks);
    }

    @Test
    void refusesExtentsThatAUNetDoesNotBringBack() {
        Network nano = unet("unet3d-nano");

        assertThatThrownBy(() -> CostReport.of(nano, List.of(64, 64, 40), List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("unet3d-nano takes inputs whose extents are multiples of 16; found 64 x 64 x 40");
    }

    @Test
    void countsMoreForTheSmallStem() {
        List<Integer> size = List.of(28, 28);
        Network small = Networks.byName("shufflenet-v2-x1.0", Stem.SMALL, 3);

        assertThat(CostReport.of(small, size, List.of()).multiplyAccumulates())
                .isGreaterThan(10 * shuffleNet(size, List.of()).multiplyAccumulates());
    }

    @Test
    void refusesSizesThatTheNetworkDoesNotTake() {
        assertThatThrownBy(() -> shuffleNet(List.of(224), List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 spatial axes");
        for (int extent : new int[] {-1, 0, 65_537, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> shuffleNet(List.of(extent, 224), List.of()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("expected extents of 1 to 65536");
        }
        assertThatThrownBy(() -> shuffleNet(IMAGE_NET, List.of(8, -1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rank -1");
    }

    private static Network unet(String name) {
        return Networks.byName(name, Stem.STANDARD, 3);
    }

    private static CostReport resNet50() {
        return CostReport.of(Networks.byName("resnet-50", Stem.STANDARD, 3), IMAGE_NET, List.of());
    }

    private static CostReport shuffleNet(List<Integer> size, List<Integer> ranks) {
        return CostReport.of(Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3), size, ranks);
    }
}
