package io.lorkd.model.init;

import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.QueryDecoder;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class InitialiserTest {

    private static final Network NETWORK = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);

    private static final int WIDTH = 64;

    @TempDir
    Path folder;

    /** These digests hold on every machine. A change of them is a change of every run that starts from a seed. */
    @Test
    void givesTheSameBitsEverywhere() {
        assertThat(sha256(backbone(NETWORK, true, Dtype.F32, 1)))
                .isEqualTo("a8653a6daa62ce42ec2101a1a104a6bb40dac1d8d830fda15a79f26c235be1f9");
        assertThat(sha256(backbone(NETWORK, true, Dtype.F64, 1)))
                .isEqualTo("e0673c9f12792004f18175dbc45f9ab45cb5188a327eb8ec492ee3d9ea778ae2");
        assertThat(sha256(backbone(NETWORK, false, Dtype.F32, 2)))
                .isEqualTo("1d39d5965f879b461708ace1cd1cbbea0c9877adb53e1d28102cd31dfe4cac1a");
    }

    @Test
    void givesTheSameBitsOfAUNetEverywhere() {
        assertThat(sha256(backbone(queried(), true, Dtype.F32, 1)))
                .isEqualTo("b02219c6f02332906d83a0f39c36f111ccb73fa457f2c4dbc62de5692d0fc7e5");
    }

    @Test
    void writesACanonicalFiniteFile() {
        for (String name : List.of("shufflenet-v2-x1.0", "resnet-18", "unet3d-tiny")) {
            Network network = Networks.byName(name, Stem.STANDARD, 3);
            BackboneManifest manifest = BackboneManifest.of(network, true, Dtype.F32);
            Path file = backbone(network, true, Dtype.F32, 7);

            assertThatCode(() -> manifest.check(file)).doesNotThrowAnyException();
            assertThatCode(() -> manifest.checkFinite(file)).doesNotThrowAnyException();
        }
    }

    @Test
    void startsShuffleNetAsPyTorchDoes() {
        try (TensorFile file = TensorFile.open(backbone(NETWORK, true, Dtype.F64, 3))) {
            assertUniform(file.doubles("conv5.0.weight"), 1 / Math.sqrt(192));
            assertUniform(file.doubles("stage4.1.branch2.3.weight"), 1 / Math.sqrt(9));
            assertUniform(file.doubles("conv1.0.weight"), 1 / Math.sqrt(3 * 9));
            assertThat(file.doubles("conv1.1.weight")).containsOnly(1);
            assertThat(file.doubles("conv1.1.bias")).containsOnly(0);
            assertThat(file.doubles("conv1.1.running_mean")).containsOnly(0);
            assertThat(file.doubles("conv1.1.running_var")).containsOnly(1);
        }
    }

    @Test
    void spreadsResNetByItsFanOut() {
        Network network = Networks.byName("resnet-18", Stem.STANDARD, 3);
        try (TensorFile file = TensorFile.open(backbone(network, true, Dtype.F64, 3))) {
            assertNormal(file.doubles("conv1.weight"), Math.sqrt(2.0 / (64 * 49)));
            assertNormal(file.doubles("layer2.0.downsample.0.weight"), Math.sqrt(2.0 / 128));
        }
    }

    /** He's deviation for a leaky ReLU of slope 1e-2; an up-convolution's fan is its outputs', as PyTorch takes it. */
    @Test
    void startsUNetsAsNnUnetDoes() {
        double gain = Math.sqrt(2 / (1 + 1e-4));
        try (TensorFile file = TensorFile.open(backbone(queried(), true, Dtype.F64, 3))) {
            assertNormal(file.doubles("encoder.stages.1.0.convs.0.conv.weight"), gain / Math.sqrt(16 * 27));
            assertNormal(file.doubles("decoder.stages.0.convs.0.conv.weight"), gain / Math.sqrt(128 * 27));
            assertNormal(file.doubles("decoder.transpconvs.0.weight"), gain / Math.sqrt(64 * 8));
            assertThat(file.doubles("decoder.transpconvs.0.bias")).containsOnly(0);
            assertThat(file.doubles("encoder.stages.0.0.convs.0.conv.bias")).containsOnly(0);
            assertThat(file.doubles("encoder.stages.0.0.convs.0.norm.weight")).containsOnly(1);
            assertThat(file.doubles("encoder.stages.0.0.convs.0.norm.bias")).containsOnly(0);
        }
    }

    @Test
    void startsAQueryDecoderAsPyTorchDoes() {
        try (TensorFile file = TensorFile.open(backbone(queried(), true, Dtype.F64, 3))) {
            assertUniform(file.doubles("projection_layer.0.weight"), 1 / Math.sqrt(240));
            assertUniform(file.doubles("projection_layer.0.bias"), 1 / Math.sqrt(240));
            String layer = "transformer_decoder.layers.0.";
            assertUniform(file.doubles(layer + "multihead_attn.in_proj_weight"), Math.sqrt(6.0 / (4 * WIDTH)));
            assertThat(file.doubles(layer + "multihead_attn.in_proj_bias")).containsOnly(0);
            assertUniform(file.doubles(layer + "multihead_attn.out_proj.weight"), 1 / Math.sqrt(WIDTH));
            assertThat(file.doubles(layer + "multihead_attn.out_proj.bias")).containsOnly(0);
            assertUniform(file.doubles(layer + "linear2.weight"), 1 / Math.sqrt(128));
            assertThat(file.doubles(layer + "norm2.weight")).containsOnly(1);
            assertThat(file.doubles(layer + "norm2.bias")).containsOnly(0);
            assertUniform(file.doubles("mask_embed_proj.2.weight"), 1 / Math.sqrt(32));
        }
    }

    @Test
    void drawsATensorFromItsNameWhateverElseIsDrawn() {
        try (TensorFile all = TensorFile.open(backbone(NETWORK, true, Dtype.F64, 3));
                TensorFile some = TensorFile.open(backbone(NETWORK, false, Dtype.F64, 3));
                TensorFile other = TensorFile.open(backbone(NETWORK, false, Dtype.F64, 4))) {
            assertThat(some.doubles("conv5.0.weight")).isEqualTo(all.doubles("conv5.0.weight"));
            assertThat(other.doubles("conv5.0.weight")).isNotEqualTo(all.doubles("conv5.0.weight"));
            assertThat(Arrays.copyOf(all.doubles("stage2.1.branch2.0.weight"), 100))
                    .isNotEqualTo(Arrays.copyOf(all.doubles("stage2.1.branch2.5.weight"), 100));
        }
    }

    @Test
    void startsExpertsWithoutEffect() {
        ExpertShapes expert = ExpertShapes.of(NETWORK, 8).get(0);

        double[] a = Initialiser.expertA(1, "skin", expert);

        assertUniform(a, 1 / Math.sqrt(9));
        assertThat(a).hasSize(24 * 9);
        assertThat(Initialiser.expertB(expert)).hasSize(72 * 24).containsOnly(0);
        assertThat(Initialiser.expertA(1, "skin", expert)).isEqualTo(a);
        assertThat(Initialiser.expertA(1, "chest", expert)).isNotEqualTo(a);
        ExpertShapes none = ExpertShapes.of(NETWORK, 0).get(0);
        assertThat(Initialiser.expertA(1, "skin", none)).isEmpty();
        assertThat(Initialiser.expertB(none)).isEmpty();
    }

    @Test
    void startsHeadsAsPyTorchDoes() {
        double[] weight = Initialiser.headWeight(1, "skin", 7, 1024);
        double[] bias = Initialiser.headBias(1, "skin", 7, 1024);

        assertThat(weight).hasSize(7 * 1024);
        assertUniform(weight, 1.0 / 32);
        assertThat(bias).hasSize(7).doesNotContain(0);
        assertThat(Arrays.stream(bias).map(Math::abs).max().orElseThrow()).isLessThanOrEqualTo(1.0 / 32);
        assertThat(Initialiser.headWeight(2, "skin", 7, 1024)).isNotEqualTo(weight);
    }

    @Test
    void startsLocalNormalisationAsTheSharedOne() {
        List<ParameterSpec> parameters = Parameters.of(NETWORK);

        assertThat(parameters.subList(1, 5).stream().map(Initialiser::normalisation))
                .allMatch(values -> values.length == 24)
                .extracting(values -> values[23])
                .containsExactly(1.0, 0.0, 0.0, 1.0);
        assertThatIllegalArgumentException().isThrownBy(() -> Initialiser.normalisation(parameters.get(0)));
    }

    @Test
    void refusesAManifestOfAnotherNetworkAndLeavesNothingBehind() {
        BackboneManifest manifest = BackboneManifest.of(Networks.byName("resnet-18", Stem.SMALL, 3), true, Dtype.F32);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initialiser.backbone(manifest, NETWORK, 1, folder.resolve("b.safetensors")))
                .withMessageContaining("conv1.weight is in the manifest but not in shufflenet-v2-x0.5");
        assertThat(folder).isEmptyDirectory();
    }

    /** A tiny U-Net with a narrow query decoder: SAT's has 34 million parameters. */
    private static Network queried() {
        Network unet = Networks.byName("unet3d-tiny", Stem.STANDARD, 3);
        QueryDecoder whole = QueryDecoder.on(unet);
        QueryDecoder narrow = new QueryDecoder(whole.sources(), 16, WIDTH, 8, 1, 128, 0.1, 32, 16);
        return new Network("queried", 3, unet.featureWidth(), unet.firstWeights(), unet.trunk(), Optional.of(narrow));
    }

    private Path backbone(Network network, boolean shared, Dtype dtype, long seed) {
        Path file = folder.resolve(network.name() + shared + dtype + seed + ".safetensors");
        Initialiser.backbone(BackboneManifest.of(network, shared, dtype), network, seed, file);
        return file;
    }

    private static void assertNormal(double[] values, double deviation) {
        double squares =
                Arrays.stream(values).map(value -> value * value).average().orElseThrow();
        assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0, within(deviation / 4));
        assertThat(Math.sqrt(squares)).isCloseTo(deviation, within(deviation / 10));
        assertThat(Arrays.stream(values).map(Math::abs).max().orElseThrow()).isGreaterThan(2.5 * deviation);
    }

    private static void assertUniform(double[] values, double bound) {
        assertThat(Arrays.stream(values).min().orElseThrow()).isBetween(-bound, -0.9 * bound);
        assertThat(Arrays.stream(values).max().orElseThrow()).isBetween(0.9 * bound, bound);
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
