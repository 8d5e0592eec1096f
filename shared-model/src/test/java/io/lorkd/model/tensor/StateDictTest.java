package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.Stem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StateDictTest {

    private static final Network RESNET = Networks.byName("resnet-18", Stem.STANDARD, 3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "backbone.", "module.model.backbone."})
    void leavesOutWhateverStandsBeforeAllNames(String prefix) {
        List<TensorInfo> tensors = stateDict(RESNET, name -> prefix + name);

        try (TensorFile file = written(tensors)) {
            StateDict read = StateDict.of(file, RESNET);

            assertThat(read.tensor("conv1.weight").name()).isEqualTo(prefix + "conv1.weight");
            assertThat(read.tensor("layer4.1.bn2.running_var").name()).isEqualTo(prefix + "layer4.1.bn2.running_var");
            assertThat(read.head()).isEmpty();
        }
    }

    @Test
    void readsTorchvisionsFileInTheOrderOfTheNetwork() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        tensors.add(0, new TensorInfo("fc.bias", Dtype.F32, List.of(7L)));
        tensors.add(0, new TensorInfo("fc.weight", Dtype.F32, List.of(7L, 512L)));

        try (TensorFile file = written(tensors)) {
            StateDict read = StateDict.of(file, RESNET);
            Map<String, double[]> values = read.read();

            assertThat(values.keySet())
                    .containsExactlyElementsOf(Parameters.of(RESNET).stream()
                            .map(ParameterSpec::name)
                            .toList());
            // each tensor is filled with its position in the file
            assertThat(values.get("conv1.weight")).hasSize(64 * 3 * 49).containsOnly(2);
            assertThat(values.get("bn1.weight")).hasSize(64).containsOnly(3);
            assertThat(read.head().orElseThrow().classes()).isEqualTo(7);
        }
    }

    @Test
    void findsAHeadOutsideOfTheBackbone() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> "module.backbone." + name);
        tensors.add(new TensorInfo("module.classifier.weight", Dtype.F32, List.of(5L, 512L)));
        tensors.add(new TensorInfo("module.classifier.bias", Dtype.F32, List.of(5L)));

        try (TensorFile file = written(tensors)) {
            StateDict.Head head = StateDict.of(file, RESNET).head().orElseThrow();

            assertThat(head.weight().name()).isEqualTo("module.classifier.weight");
            assertThat(head.classes()).isEqualTo(5);
        }
    }

    @Test
    void takesNoHeadOfAnotherWidth() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        tensors.add(new TensorInfo("fc.weight", Dtype.F32, List.of(5L, 128L)));
        tensors.add(new TensorInfo("fc.bias", Dtype.F32, List.of(5L)));

        try (TensorFile file = written(tensors)) {
            assertThat(StateDict.of(file, RESNET).head()).isEmpty();
        }
    }

    /** SAT keeps its U-Net in a backbone and its query decoder beside it; nnU-Net names some tensors twice. */
    @Test
    void readsSatsPrefixesAndSecondNames() {
        Network network = Networks.byName("unet3d-tiny", Stem.STANDARD, 3).withQueryDecoder();
        List<TensorInfo> tensors = stateDict(
                network,
                name -> "module." + (name.startsWith("encoder.") || name.startsWith("decoder.") ? "backbone." : "")
                        + name);
        Parameters.of(network).stream()
                .filter(parameter -> parameter.name().startsWith("encoder."))
                .forEach(parameter -> tensors.add(
                        new TensorInfo("module.backbone.decoder." + parameter.name(), Dtype.F32, parameter.shape())));

        try (TensorFile file = written(tensors)) {
            StateDict read = StateDict.of(file, network);

            assertThat(read.tensor("encoder.stages.0.0.convs.0.conv.weight").name())
                    .isEqualTo("module.backbone.encoder.stages.0.0.convs.0.conv.weight");
            assertThat(read.tensor("mask_embed_proj.2.bias").name()).isEqualTo("module.mask_embed_proj.2.bias");
        }
    }

    @Test
    void saysWhatIsMissing() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> "module." + name);
        tensors.removeIf(tensor -> tensor.name().startsWith("module.layer4.1.bn"));

        try (TensorFile file = written(tensors)) {
            assertThatThrownBy(() -> StateDict.of(file, RESNET))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(file.file() + " lacks 8 of the 100 tensors of resnet-18:"
                            + " module.layer4.1.bn1.weight, module.layer4.1.bn1.bias, module.layer4.1.bn1.running_mean,"
                            + " module.layer4.1.bn1.running_var and 4 more; it holds module.conv1.weight, ");
        }
    }

    @Test
    void readsABackboneWhoseNormalisationStayedAtTheSites() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        tensors.removeIf(tensor -> tensor.name().contains("bn") || tensor.name().contains("downsample.1"));

        try (TensorFile file = written(tensors)) {
            assertThat(StateDict.ofBackbone(file, RESNET).read().keySet())
                    .containsExactlyElementsOf(Parameters.of(RESNET).stream()
                            .filter(parameter -> !parameter.kind().belongsToNormalisation())
                            .map(ParameterSpec::name)
                            .toList());
        }
    }

    @Test
    void doesNotTakeABackboneThatLostAPartOfItsNormalisation() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        tensors.removeIf(tensor -> tensor.name().equals("layer4.1.bn2.running_var"));

        try (TensorFile file = written(tensors)) {
            assertThatThrownBy(() -> StateDict.ofBackbone(file, RESNET))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(file.file() + " lacks 1 of the 100 tensors of resnet-18:"
                            + " layer4.1.bn2.running_var; it holds ");
        }
    }

    @Test
    void saysWhatAFileOfAnotherNetworkHolds() {
        try (TensorFile file = written(stateDict(Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3), name -> name))) {
            assertThatThrownBy(() -> StateDict.of(file, RESNET))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("lacks 100 of the 100 tensors of resnet-18: conv1.weight, ")
                    .hasMessageContaining("it holds conv1.0.weight, ");
        }
    }

    @Test
    void refusesATensorOfAnotherShape() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        tensors.set(0, new TensorInfo("conv1.weight", Dtype.F32, List.of(64L, 1L, 7L, 7L)));

        try (TensorFile file = written(tensors)) {
            assertThatThrownBy(() -> StateDict.of(file, RESNET))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(file.file()
                            + ": \"conv1.weight\" has shape [64, 1, 7, 7]; resnet-18 expects [64, 3, 7, 7]");
        }
    }

    @Test
    void refusesAValueThatIsNotFinite() {
        List<TensorInfo> tensors = stateDict(RESNET, name -> name);
        Path path = folder.resolve("nan.safetensors");
        write(path, tensors, Double.NaN);

        try (TensorFile file = TensorFile.open(path)) {
            StateDict read = StateDict.of(file, RESNET);
            assertThatThrownBy(read::read)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(path + ": \"conv1.weight\" holds a value that is not finite");
        }
    }

    private static List<TensorInfo> stateDict(Network network, UnaryOperator<String> rename) {
        List<TensorInfo> tensors = new ArrayList<>();
        for (ParameterSpec parameter : Parameters.of(network)) {
            tensors.add(new TensorInfo(rename.apply(parameter.name()), Dtype.F32, parameter.shape()));
            if (parameter.kind() == ParameterSpec.Kind.RUNNING_VARIANCE) {
                String counter = parameter.name().replace("running_var", "num_batches_tracked");
                tensors.add(new TensorInfo(rename.apply(counter), Dtype.F32, List.of()));
            }
        }
        return tensors;
    }

    private TensorFile written(List<TensorInfo> tensors) {
        Path path = folder.resolve("teacher.safetensors");
        write(path, tensors, 0);
        return TensorFile.open(path);
    }

    /** Fills each tensor with its position in the list, on top of {@code base}. */
    private static void write(Path path, List<TensorInfo> tensors, double base) {
        try (TensorFileWriter writer = TensorFileWriter.create(path, tensors, Map.of())) {
            for (int i = 0; i < tensors.size(); i++) {
                double[] values = new double[(int) tensors.get(i).elements()];
                Arrays.fill(values, base + i);
                writer.write(values, 0, values.length);
            }
            writer.finish();
        }
    }
}
