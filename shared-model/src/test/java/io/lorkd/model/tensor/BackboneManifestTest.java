package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackboneManifestTest {

    private static final Network TINY = new Network(
            "tiny",
            1,
            2,
            new Layer.Sequence(List.of(
                    new Layer.Convolution(
                            "conv", 1, 2, List.of(3, 3), List.of(1, 1), List.of(1, 1), List.of(1, 1), 1, true, 1),
                    new Layer.BatchNormalisation("bn", 2, 1e-5, 0.1),
                    new Layer.GlobalAveragePooling())));
    private static final BackboneManifest MANIFEST = BackboneManifest.of(TINY, true, Dtype.F32);

    @TempDir
    Path folder;

    @Test
    void holdsTheNetworksTensorsInOrderWithTheirTags() {
        assertThat(MANIFEST.entries())
                .containsExactly(
                        entry("conv.weight", BackboneManifest.Tag.TRAINABLE, 2, 1, 3, 3),
                        entry("conv.bias", BackboneManifest.Tag.TRAINABLE, 2),
                        entry("bn.weight", BackboneManifest.Tag.TRAINABLE, 2),
                        entry("bn.bias", BackboneManifest.Tag.TRAINABLE, 2),
                        entry("bn.running_mean", BackboneManifest.Tag.STATISTIC, 2),
                        entry("bn.running_var", BackboneManifest.Tag.STATISTIC, 2));
        assertThat(MANIFEST.parameters()).isEqualTo(18 + 2 + 2 + 2);
    }

    @Test
    void leavesAllOfNormalisationOutWhereItIsLocal() {
        BackboneManifest manifest = BackboneManifest.of(TINY, false, Dtype.F64);

        assertThat(manifest.entries())
                .extracting(entry -> entry.tensor().name())
                .containsExactly("conv.weight", "conv.bias");
        assertThat(manifest.tensors()).allMatch(tensor -> tensor.dtype() == Dtype.F64);
        assertThat(manifest.parameters()).isEqualTo(20);
    }

    @Test
    void countsThePapersParameters() {
        Network network = Networks.byName("shufflenet-v2-x1.0", Stem.STANDARD, 3);

        assertThat(BackboneManifest.of(network, true, Dtype.F32).parameters()).isEqualTo(1_253_604);
    }

    @Test
    void acceptsTheCanonicalFile() throws IOException {
        Path file = write(MANIFEST.tensors(), Map.of(), 0.5);

        assertThat(Files.size(file)).isEqualTo(MANIFEST.fileBytes());
        assertThatCode(() -> MANIFEST.check(file)).doesNotThrowAnyException();
        assertThatCode(() -> MANIFEST.checkFinite(file)).doesNotThrowAnyException();
    }

    @Test
    void refusesASmuggledTensor() {
        assertRefused(
                changed(tensors -> {
                    tensors.add(new TensorInfo("breast/head.weight", Dtype.F32, List.of(2L, 2L)));
                    return tensors;
                }),
                "it holds \"breast/head.weight\", which is not shared");
    }

    @Test
    void refusesAMissingTensor() {
        assertRefused(changed(tensors -> tensors.subList(0, 5)), "it lacks bn.running_var");
    }

    @Test
    void refusesAnotherOrder() {
        assertRefused(
                changed(tensors -> {
                    Collections.swap(tensors, 2, 3);
                    return tensors;
                }),
                "not in the order of the network");
    }

    @Test
    void refusesAnotherShapeOrType() {
        assertRefused(
                changed(tensors -> {
                    tensors.set(0, new TensorInfo("conv.weight", Dtype.F32, List.of(2L, 9L)));
                    return tensors;
                }),
                "conv.weight is F32 of shape [2, 9], expected F32 of shape [2, 1, 3, 3]");
        assertRefused(
                write(BackboneManifest.of(TINY, true, Dtype.F64).tensors(), Map.of(), 0),
                "conv.weight is F64 of shape [2, 1, 3, 3], expected F32");
    }

    @Test
    void refusesMetadata() {
        assertRefused(write(MANIFEST.tensors(), Map.of("patient", "secret"), 0), "it carries metadata");
    }

    @Test
    void refusesTheSameContentInAnotherForm() throws IOException {
        String header = new String(Header.canonical(MANIFEST.tensors(), Map.of()), 8, headerBytes());
        String spaced = header.replaceFirst("\\{\"conv", "{ \"conv").stripTrailing();
        Path file = RawFile.write(folder.resolve("spaced.safetensors"), spaced, new byte[dataBytes()]);
        assertRefused(file, "not in canonical form (byte ");

        byte[] hidden = header.getBytes();
        Path same = RawFile.write(folder.resolve("hidden.safetensors"), hidden, new byte[dataBytes()]);
        MANIFEST.check(same);
        Files.write(same, new byte[] {1}, StandardOpenOption.APPEND);
        assertRefused(same, "longer than it should be");
    }

    @Test
    void refusesATruncatedFileAndOneThatIsNotThere() throws IOException {
        Path file = write(MANIFEST.tensors(), Map.of(), 0);
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 4, 100, bytes.length - 1}) {
            RawFile.writeBytes(file, Arrays.copyOf(bytes, length));

            assertRefused(file, "it has " + length + " bytes, expected " + MANIFEST.fileBytes());
        }
        assertThatThrownBy(() -> MANIFEST.check(folder.resolve("none")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void namesTheFirstValueThatIsNotFinite(double value) {
        double[] values = new double[28];
        values[19] = value;
        values[25] = value;
        Path file = write(MANIFEST.tensors(), Map.of(), values);

        assertThatThrownBy(() -> MANIFEST.checkFinite(file))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> {
                    assertThat(e.tensor()).isEqualTo("conv.bias");
                    assertThat(e.element()).isEqualTo(1);
                })
                .hasMessage(file + ": element 1 of conv.bias is " + value + "; expected finite values only");
    }

    @Test
    void refusesANegativeVarianceButNoOtherNegativeValue() {
        double[] values = new double[28];
        values[25] = -1;
        Path mean = write(MANIFEST.tensors(), Map.of(), values);
        assertThatCode(() -> MANIFEST.checkFinite(mean)).doesNotThrowAnyException();

        values[27] = -1;
        Path variance = write(MANIFEST.tensors(), Map.of(), values);
        assertThatThrownBy(() -> MANIFEST.checkFinite(variance))
                .isInstanceOf(ManifestViolationException.class)
                .hasMessageContaining("element 1 of bn.running_var is -1.0");
    }

    @Test
    void isOfOneOfTheTwoTypesThatAreWritten() {
        assertThatIllegalArgumentException().isThrownBy(() -> BackboneManifest.of(TINY, true, Dtype.BF16));
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> MANIFEST.check(file))
                .isInstanceOf(ManifestViolationException.class)
                .hasMessageStartingWith(file + " is not a backbone file of tiny: ")
                .hasMessageContaining(message);
    }

    private static BackboneManifest.Entry entry(String name, BackboneManifest.Tag tag, long... shape) {
        List<Long> extents = Arrays.stream(shape).boxed().toList();
        return new BackboneManifest.Entry(new TensorInfo(name, Dtype.F32, extents), tag);
    }

    private static int dataBytes() {
        return (int) Header.dataBytes(MANIFEST.tensors());
    }

    private static int headerBytes() {
        return (int) MANIFEST.fileBytes() - dataBytes() - 8;
    }

    private Path changed(UnaryOperator<List<TensorInfo>> change) {
        return write(change.apply(new ArrayList<>(MANIFEST.tensors())), Map.of(), 0);
    }

    private Path write(List<TensorInfo> tensors, Map<String, String> metadata, double value) {
        double[] values =
                new double[tensors.stream().mapToInt(t -> (int) t.elements()).sum()];
        Arrays.fill(values, value);
        return write(tensors, metadata, values);
    }

    private Path write(List<TensorInfo> tensors, Map<String, String> metadata, double[] values) {
        Path file = folder.resolve("update.safetensors");
        try (TensorFileWriter writer = TensorFileWriter.create(file, tensors, metadata)) {
            writer.write(values, 0, values.length);
            return writer.finish();
        }
    }
}
