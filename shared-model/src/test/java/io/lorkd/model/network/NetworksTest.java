package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertShapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "shufflenet-v2-x0.5, 341792, 1024",
        "shufflenet-v2-x1.0, 1253604, 1024",
        "resnet-18, 11176512, 512",
        "resnet-50, 23508032, 2048"
    })
    void haveTorchvisionsParameterCounts(String name, long parameters, int featureWidth) {
        for (Stem stem : Stem.values()) {
            Network network = Networks.byName(name, stem, 3);

            assertThat(Parameters.count(network)).isEqualTo(parameters);
            assertThat(network.featureWidth()).isEqualTo(featureWidth);
            assertThat(network.name()).isEqualTo(name);
        }
    }

    @Test
    void knowTheNetworksOfThePlan() {
        assertThat(Networks.names())
                .containsExactly(
                        "shufflenet-v2-x0.5",
                        "shufflenet-v2-x1.0",
                        "resnet-18",
                        "resnet-50",
                        "unet3d-tiny",
                        "unet3d-nano",
                        "unet3d-pro");
    }

    @Test
    void refuseAnUnknownNameAndListTheKnownOnes() {
        assertThatThrownBy(() -> Networks.byName("shufflenet", Stem.SMALL, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no network is named \"shufflenet\"; the known ones are shufflenet-v2-x0.5, "
                        + "shufflenet-v2-x1.0, resnet-18, resnet-50, unet3d-tiny, unet3d-nano, unet3d-pro");
    }

    @Test
    void nameShuffleNetsParametersAsTorchvisionDoes() {
        List<String> names = names(Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3));

        assertThat(names)
                .startsWith(
                        "conv1.0.weight",
                        "conv1.1.weight",
                        "conv1.1.bias",
                        "conv1.1.running_mean",
                        "conv1.1.running_var",
                        "stage2.0.branch1.0.weight",
                        "stage2.0.branch1.1.weight")
                .contains("stage2.0.branch1.2.weight", "stage2.0.branch2.5.weight", "stage3.7.branch2.3.weight")
                .doesNotContain("stage2.1.branch1.0.weight")
                .endsWith(
                        "conv5.0.weight",
                        "conv5.1.weight",
                        "conv5.1.bias",
                        "conv5.1.running_mean",
                        "conv5.1.running_var")
                .hasSize(56 * 5);
    }

    @Test
    void nameResNetsParametersAsTorchvisionDoes() {
        assertThat(names(Networks.byName("resnet-18", Stem.STANDARD, 3)))
                .startsWith("conv1.weight", "bn1.weight")
                .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.running_var", "layer4.1.conv2.weight")
                .doesNotContain("layer1.0.downsample.0.weight", "fc.weight")
                .hasSize(20 * 5);
        assertThat(names(Networks.byName("resnet-50", Stem.STANDARD, 3)))
                .contains("layer1.0.downsample.0.weight", "layer3.5.conv3.weight", "layer4.2.bn3.bias")
                .hasSize(53 * 5);
    }

    @Test
    void putExpertsOnTheFirstThePointwiseAndTheLastConvolution() {
        Network network = Networks.byName("shufflenet-v2-x1.0", Stem.SMALL, 3);

        for (Layer.Convolution convolution : Parameters.convolutions(network)) {
            assertThat(convolution.hasExpert()).as(convolution.name()).isEqualTo(convolution.groups() == 1);
        }
        assertThat(ExpertShapes.of(network, 1).stream()
                        .mapToLong(ExpertShapes::parameters)
                        .sum())
                .isEqualTo(10_827);
        assertThat(ExpertShapes.of(Networks.byName("resnet-50", Stem.SMALL, 3), 8))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stem.class)
    void haveTheStemAskedFor(Stem stem) {
        for (String name : Networks.names()) {
            Network network = Networks.byName(name, stem, 3);
            if (network.isSegmenting()) {
                continue;
            }

            assertThat(Parameters.convolutions(network).get(0).stride()).containsOnly(stem == Stem.STANDARD ? 2 : 1);
            assertThat(network.trunk().leaves().anyMatch(Layer.MaxPooling.class::isInstance))
                    .isEqualTo(stem == Stem.STANDARD);
        }
    }

    @Test
    void takeAnyNumberOfInputChannels() {
        Network grey = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 1);

        assertThat(Parameters.of(grey).get(0).shape()).containsExactly(24L, 1L, 3L, 3L);
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.byName("resnet-18", Stem.SMALL, 0));
    }

    private static List<String> names(Network network) {
        return Parameters.of(network).stream().map(ParameterSpec::name).toList();
    }

    @Test
    void aNetworkForAnotherTaskIsRefusedWithThoseThatFit() {
        assertThatThrownBy(() -> Networks.forImages("unet3d-tiny", Stem.SMALL, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unet3d-tiny")
                .hasMessageContaining("shufflenet-v2-x0.5, ");
        assertThatThrownBy(() -> Networks.forVolumes("resnet-18", 3, false, List.of(16, 16, 16)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("resnet-18")
                .hasMessageContaining("unet3d-tiny, unet3d-nano, unet3d-pro");
    }

    @Test
    void aPatchMustFitTheNetworkWithItsDecoder() {
        List<Integer> patch = List.of(24, 32, 16);

        assertThat(Networks.forVolumes("unet3d-tiny", 3, false, patch).decoder())
                .isEmpty();
        assertThatThrownBy(() -> Networks.forVolumes("unet3d-tiny", 3, true, patch))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("segmentation.patch")
                .hasMessageContaining("multiples of 16")
                .hasMessageContaining("24 x 32 x 16");
        assertThat(Networks.forVolumes("unet3d-tiny", 3, true, List.of(32, 32, 16))
                        .decoder())
                .isPresent();
    }
}
