package io.lorkd.model.teacher;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TeacherFileTest {
    private static final Network RESNET = Networks.byName("resnet-18", Stem.STANDARD, 3);
    private static final TensorInfo HEAD = new TensorInfo("fc.weight", Dtype.F32, List.of(4L, 512L));

    @TempDir
    Path folder;

    @Test
    void takesANetworkWithWhateverHead() {
        List<TensorInfo> tensors = network();
        tensors.add(HEAD);

        assertThat(TeacherFile.check(file(tensors, Map.of()), RESNET)).isEmpty();
    }

    @Test
    void handsOutWhatTheFileSaysOfItself() {
        TeacherCard card = new TeacherCard("resnet-18", Stem.STANDARD, List.of("breast/benign", "skin/\"nevus\""));

        assertThat(TeacherFile.check(file(network(), card.metadata()), RESNET)).contains(card);
    }

    @Test
    void namesTheTensorThatIsOfAnotherShape() {
        List<TensorInfo> tensors = network();
        tensors.set(0, new TensorInfo("conv1.weight", Dtype.F32, List.of(64L, 3L, 3L, 3L)));
        Path file = file(tensors, Map.of());

        assertThatThrownBy(() -> TeacherFile.check(file, RESNET))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("has shape [64, 3, 3, 3]; resnet-18 expects [64, 3, 7, 7]");
    }

    @Test
    void namesTheTensorThatIsMissing() {
        Path file = file(List.of(HEAD), Map.of());

        assertThatThrownBy(() -> TeacherFile.check(file, RESNET))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file + " lacks")
                .hasMessageContaining("conv1.weight");
    }

    @Test
    void refusesAFileThatSaysItIsAnotherNetwork() {
        Path file = file(network(), new TeacherCard("resnet-50", Stem.STANDARD, List.of("a/b")).metadata());

        assertThatThrownBy(() -> TeacherFile.check(file, RESNET))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is a resnet-50, and the plan's teacher is a resnet-18");
    }

    @Test
    void refusesWhatIsNoTensorFile() throws IOException {
        Path file = Files.writeString(folder.resolve("teacher.safetensors"), "tensors? no");

        assertThatThrownBy(() -> TeacherFile.check(file, RESNET))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString());
    }

    private static List<TensorInfo> network() {
        return new ArrayList<>(Parameters.of(RESNET).stream()
                .map(parameter -> new TensorInfo(parameter.name(), Dtype.F32, parameter.shape()))
                .toList());
    }

    /** All zeros. */
    private Path file(List<TensorInfo> tensors, Map<String, String> metadata) {
        Path file = folder.resolve("teacher.safetensors");
        try (TensorFileWriter writer = TensorFileWriter.create(file, tensors, metadata)) {
            for (TensorInfo tensor : tensors) {
                double[] zeros = new double[Math.toIntExact(tensor.elements())];
                writer.write(zeros, 0, zeros.length);
            }
            writer.finish();
        }
        return file;
    }
}
