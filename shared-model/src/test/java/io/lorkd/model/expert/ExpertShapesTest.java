package io.lorkd.model.expert;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.golden.Golden;
import io.lorkd.model.network.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExpertShapesTest {

    /** The golden files come from an independent program, so its shapes check ours, in 2D and in 3D. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("convolutions")
    void areThoseOfTheGoldenConvolutions(String name, JsonNode example) {
        List<Long> weight = Golden.array(example.required("w0")).shape();
        int groups = example.required("groups").intValue();
        Layer.Convolution convolution = new Layer.Convolution(
                "c",
                weight.get(1).intValue() * groups,
                weight.get(0).intValue(),
                list(example, "kernel"),
                list(example, "stride"),
                list(example, "padding"),
                list(example, "dilation"),
                groups,
                false,
                1);
        List<Integer> ranks = list(example, "ranks");

        for (int task = 0; task < ranks.size(); task++) {
            ExpertShapes shapes = ExpertShapes.of(convolution, ranks.get(task));

            assertThat(shapes.a())
                    .isEqualTo(Golden.array(example.required("A").get(task)).shape());
            assertThat(shapes.b())
                    .isEqualTo(Golden.array(example.required("B").get(task)).shape());
        }
    }

    @Test
    void multiplyTheRegionsRankByTheConvolutionsFactor() {
        Layer.Convolution decoder = new Layer.Convolution(
                "up.conv", 32, 16, List.of(3, 3, 3), List.of(1, 1, 1), List.of(1, 1, 1), List.of(1, 1, 1), 1, true, 2);

        ExpertShapes shapes = ExpertShapes.of(decoder, 4);

        assertThat(shapes.rank()).isEqualTo(8);
        assertThat(shapes.a()).containsExactly(24L, 288L);
        assertThat(shapes.b()).containsExactly(48L, 24L);
        assertThat(shapes.parameters()).isEqualTo(24 * 288 + 48 * 24);
        assertThat(shapes.nameOfA()).isEqualTo("up.conv.A");
        assertThat(shapes.nameOfB()).isEqualTo("up.conv.B");
        assertThatIllegalArgumentException().isThrownBy(() -> ExpertShapes.of(decoder, -1));
    }

    static Stream<Arguments> convolutions() {
        return Golden.files("conv_*.json").stream()
                .map((Path file) -> Arguments.of(Golden.name(file), Golden.read(file)));
    }

    private static List<Integer> list(JsonNode example, String key) {
        return Arrays.stream(Golden.ints(example.required(key))).boxed().toList();
    }
}
