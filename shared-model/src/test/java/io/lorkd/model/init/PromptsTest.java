package io.lorkd.model.init;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PromptsTest {

    @TempDir
    private Path folder;

    @Test
    void aDrawnPromptIsAUnitVectorOfTheClassAlone() {
        double[] both = Prompts.of(Optional.empty(), List.of("liver", "spleen"), 768);
        double[] other = Prompts.of(Optional.empty(), List.of("kidney", "liver"), 768);
        double[] liver = Arrays.copyOf(both, 768);
        assertThat(Arrays.copyOfRange(other, 768, 1536)).isEqualTo(liver);
        assertThat(Arrays.copyOfRange(both, 768, 1536)).isNotEqualTo(liver);
        assertThat(Arrays.stream(liver).map(value -> value * value).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void aTableIsReadByTheClassesNames() {
        Path table = table(3, "spleen", "liver");
        assertThat(Prompts.of(Optional.of(table), List.of("liver", "spleen"), 3))
                .containsExactly(1, 2, 3, 0, 1, 2);
    }

    @Test
    void aTableThatLacksAClassOrHasAnotherWidthIsRefused() {
        Path table = table(3, "spleen");
        assertThatThrownBy(() -> Prompts.of(Optional.of(table), List.of("liver", "spleen"), 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("prompts.safetensors")
                .hasMessageContaining("liver");
        assertThatThrownBy(() -> Prompts.of(Optional.of(table), List.of("spleen"), 768))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("768");
    }

    /** Tensor i has i, i + 1, ... */
    private Path table(int width, String... classes) {
        Path file = folder.resolve("prompts.safetensors");
        List<TensorInfo> infos = Arrays.stream(classes)
                .map(name -> new TensorInfo(name, Dtype.F32, List.of((long) width)))
                .toList();
        try (TensorFileWriter writer = TensorFileWriter.create(file, infos, Map.of())) {
            for (int i = 0; i < classes.length; i++) {
                double[] values = new double[width];
                for (int j = 0; j < width; j++) {
                    values[j] = i + j;
                }
                writer.write(values, 0, width);
            }
            writer.finish();
        }
        return file;
    }
}
