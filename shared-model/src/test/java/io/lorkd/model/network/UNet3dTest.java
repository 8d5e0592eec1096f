package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertShapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UNet3dTest {

    @ParameterizedTest
    @CsvSource({
        "unet3d-nano, 22582912, 34652960, 57235872, 32",
        "unet3d-pro, 73919040, 35275584, 109194624, 64",
        "unet3d-tiny, 1402816, 34071312, 35474128, 16"
    })
    void haveThePapersParameterCounts(String name, long trunk, long decoder, long both, int featureWidth) {
        Network network = unet(name);
        Network asked = network.withQueryDecoder();

        assertThat(Parameters.count(network)).isEqualTo(trunk);
        assertThat(asked.decoder().orElseThrow().parameters().stream()
                        .mapToLong(ParameterSpec::elements)
                        .sum())
                .isEqualTo(decoder);
        assertThat(Parameters.count(asked)).isEqualTo(both);
        assertThat(network.featureWidth()).isEqualTo(featureWidth);
    }

    /** From the totals of Table 2: (67,315,458 - 57,235,872) / 66 for Nano. */
    @ParameterizedTest
    @CsvSource({"unet3d-nano, 152721", "unet3d-pro, 311121"})
    void carryThePapersExperts(String name, long perRank) {
        List<ExpertShapes> experts = ExpertShapes.of(unet(name), 1);

        assertThat(experts.stream().mapToLong(ExpertShapes::parameters).sum()).isEqualTo(perRank);
        assertThat(ExpertShapes.of(unet(name).withQueryDecoder(), 1)).isEqualTo(experts);
    }

    @Test
    void doubleTheRankInTheDecoder() {
        for (ExpertShapes expert : ExpertShapes.of(unet("unet3d-tiny"), 4)) {
            assertThat(expert.rank())
                    .as(expert.convolution())
                    .isEqualTo(expert.convolution().startsWith("decoder.") ? 8 : 4);
        }
    }

    @Test
    void nameTheirTensorsAsNnUnetAndSatDo() {
        List<String> names = names(unet("unet3d-nano").withQueryDecoder());

        assertThat(names)
                .startsWith(
                        "encoder.stages.0.0.convs.0.conv.weight",
                        "encoder.stages.0.0.convs.0.conv.bias",
                        "encoder.stages.0.0.convs.0.norm.weight",
                        "encoder.stages.0.0.convs.0.norm.bias",
                        "encoder.stages.0.0.convs.1.conv.weight")
                .containsSubsequence(
                        "encoder.stages.4.0.convs.1.norm.bias",
                        "decoder.transpconvs.0.weight",
                        "decoder.transpconvs.0.bias",
                        "decoder.stages.0.convs.0.conv.weight",
                        "decoder.transpconvs.3.weight",
                        "decoder.stages.3.convs.1.norm.bias",
                        "projection_layer.0.weight",
                        "projection_layer.2.bias",
                        "transformer_decoder.layers.0.multihead_attn.in_proj_weight",
                        "transformer_decoder.layers.0.multihead_attn.in_proj_bias",
                        "transformer_decoder.layers.0.multihead_attn.out_proj.weight",
                        "transformer_decoder.layers.5.norm3.bias",
                        "transformer_decoder.norm.weight",
                        "mask_embed_proj.0.weight")
                .endsWith("mask_embed_proj.2.weight", "mask_embed_proj.2.bias")
                .hasSize(18 * 4 + 4 * 2 + 4 + 6 * 14 + 2 + 4);
    }

    @Test
    void shapeTheirTensorsAsPyTorchDoes() {
        Network network = unet("unet3d-nano").withQueryDecoder();

        assertThat(shape(network, "encoder.stages.1.0.convs.0.conv.weight")).containsExactly(64L, 32L, 3L, 3L, 3L);
        assertThat(shape(network, "decoder.transpconvs.0.weight")).containsExactly(512L, 256L, 2L, 2L, 2L);
        assertThat(shape(network, "decoder.stages.0.convs.0.conv.weight")).containsExactly(256L, 512L, 3L, 3L, 3L);
        assertThat(shape(network, "projection_layer.0.weight")).containsExactly(768L, 992L);
        assertThat(shape(network, "transformer_decoder.layers.3.multihead_attn.in_proj_weight"))
                .containsExactly(2304L, 768L);
        assertThat(shape(network, "mask_embed_proj.2.weight")).containsExactly(32L, 256L);
    }

    @Test
    void tapEveryStageOfTheEncoderForTheMemory() {
        assertThat(sources("unet3d-nano"))
                .containsExactly(
                        new QueryDecoder.Source("encoder.stages.0", 32, 32),
                        new QueryDecoder.Source("encoder.stages.1", 64, 16),
                        new QueryDecoder.Source("encoder.stages.2", 128, 8),
                        new QueryDecoder.Source("encoder.stages.3", 256, 4),
                        new QueryDecoder.Source("encoder.stages.4", 512, 2));
        assertThat(sources("unet3d-pro"))
                .hasSize(6)
                .last()
                .isEqualTo(new QueryDecoder.Source("encoder.stages.5", 768, 1));
        assertThat(sources("unet3d-tiny")).last().isEqualTo(new QueryDecoder.Source("encoder.stages.3", 128, 2));
    }

    @Test
    void areNetworksOfVolumesThatSegment() {
        assertThat(unet("unet3d-tiny").axes()).isEqualTo(3);
        assertThat(unet("unet3d-tiny").isSegmenting()).isTrue();
        assertThat(Networks.byName("resnet-18", Stem.SMALL, 3).axes()).isEqualTo(2);
        assertThat(Networks.byName("resnet-18", Stem.SMALL, 3).isSegmenting()).isFalse();
    }

    @Test
    void takeExtentsThatTheirStridesDivide() {
        Network tiny = unet("unet3d-tiny");

        assertThat(tiny.extentMultiple()).isEqualTo(8);
        assertThat(tiny.withQueryDecoder().extentMultiple()).isEqualTo(16);
        assertThat(unet("unet3d-nano").extentMultiple()).isEqualTo(16);
        assertThat(unet("unet3d-nano").withQueryDecoder().extentMultiple()).isEqualTo(32);
        assertThat(unet("unet3d-pro").withQueryDecoder().extentMultiple()).isEqualTo(32);
        assertThatCode(() -> tiny.checkExtents(List.of(8, 24, 40))).doesNotThrowAnyException();
        assertThatThrownBy(() -> tiny.withQueryDecoder().checkExtents(List.of(16, 24, 32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("unet3d-tiny with its query decoder takes inputs whose extents are multiples of 16; found"
                        + " 16 x 24 x 32");
        assertThatThrownBy(() -> tiny.checkExtents(List.of(8, 8, 8)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "unet3d-tiny normalises each input's deepest features over their positions, and of 8 x 8 x 8"
                                + " there would be one; double one extent at least");
        assertThatCode(() -> tiny.checkExtents(List.of(8, 8, 16))).doesNotThrowAnyException();
        assertThatThrownBy(() -> tiny.checkExtents(List.of(32, 32)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("found an input of 2 spatial axes (32 x 32); unet3d-tiny takes 3");
    }

    @Test
    void aloneTakeAQueryDecoder() {
        assertThatThrownBy(() -> Networks.byName("resnet-18", Stem.SMALL, 3).withQueryDecoder())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("resnet-18 has no features for each voxel");
    }

    private static List<QueryDecoder.Source> sources(String name) {
        return QueryDecoder.on(unet(name)).sources();
    }

    private static Network unet(String name) {
        return Networks.byName(name, Stem.STANDARD, 3);
    }

    private static List<String> names(Network network) {
        return Parameters.of(network).stream().map(ParameterSpec::name).toList();
    }

    private static List<Long> shape(Network network, String name) {
        return Parameters.of(network).stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .shape();
    }
}
