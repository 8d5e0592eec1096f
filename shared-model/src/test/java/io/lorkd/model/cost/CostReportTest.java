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
        CostReport shuffleNet = shuffleNet(IMAGE_NET, List.of());
        CostReport resNet = CostReport.of(Networks.byName("resnet-50", Stem.STANDARD, 3), IMAGE_NET, List.of());

        assertThat(shuffleNet.multiplyAccumulates()).isEqualTo(143_883_992);
        assertThat(resNet.multiplyAccumulates()).isEqualTo(4_087_136_256L);
        assertThat(resNet.flops()).isEqualTo(2 * resNet.multiplyAccumulates());
    }

    /**
     * Section 4.3 of the paper: the deployed ShuffleNetV2 beside ResNet50. The paper does not say what its 3.6 % of the
     * computation count; the convolutions alone are 3.52 %.
     */
    @Test
    void givesThePapersRatiosToResNet50() {
        CostReport shuffleNet = shuffleNet(IMAGE_NET, List.of());
        CostReport resNet = CostReport.of(Networks.byName("resnet-50", Stem.STANDARD, 3), IMAGE_NET, List.of());

        assertThat(100.0 * shuffleNet.fusedParameters() / resNet.fusedParameters())
                .isCloseTo(5.3, within(0.05));
        assertThat(100.0 * shuffleNet.flops() / resNet.flops()).isCloseTo(3.6, within(0.1));
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

    private static CostReport shuffleNet(List<Integer> size, List<Integer> ranks) {
        return CostReport.of(Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3), size, ranks);
    }
}
