package io.lorkd.model.loss;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.golden.Golden;
import io.lorkd.model.golden.GoldenArrays;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class GoldenSegmentationLossTest {

    private interface Term {
        NDArray of(NDArray logits, NDArray target, NDArray teacher, double beta);
    }

    private static final Map<String, Term> TERMS = Map.of(
            "bce_mean", (x, s, teacher, beta) -> SegmentationLoss.binaryCrossEntropy(x, s),
            "dice_global", (x, s, teacher, beta) -> SegmentationLoss.diceGlobal(x, s),
            "dice_per_class_smooth1e-7", (x, s, teacher, beta) -> SegmentationLoss.dicePerClass(x, s, 1e-7),
            "kl_literal_sum", (x, s, teacher, beta) -> SegmentationLoss.transferAsPrinted(x, teacher),
            "kl_literal_mean",
                    (x, s, teacher, beta) -> SegmentationLoss.transferAsPrinted(x, teacher)
                            .mul(x.getShape().get(0))
                            .div(x.size()),
            "kl_binary_mean", (x, s, teacher, beta) -> SegmentationLoss.transfer(x, teacher),
            "total_paper",
                    (x, s, teacher, beta) -> SegmentationLoss.binaryCrossEntropy(x, s)
                            .add(SegmentationLoss.diceGlobal(x, s))
                            .add(SegmentationLoss.transferAsPrinted(x, teacher).mul(beta)),
            "total_recommended",
                    (x, s, teacher, beta) -> SegmentationLoss.binaryCrossEntropy(x, s)
                            .add(SegmentationLoss.diceGlobal(x, s))
                            .add(SegmentationLoss.transfer(x, teacher).mul(beta)));

    static Stream<Named<Path>> files() {
        return Golden.files("loss_seg*.json").stream().map(file -> Named.of(Golden.name(file), file));
    }

    @ParameterizedTest(name = "{0} in float64")
    @MethodSource("files")
    void everyTermHasTheGoldenValueAndGradientInDouble(Path file) {
        Golden.read(file).get("cases").forEach(each -> check(each, DataType.FLOAT64));
    }

    @ParameterizedTest(name = "{0} in float32")
    @MethodSource("files")
    void everyTermHasTheGoldenValueAndGradientInSingle(Path file) {
        Golden.read(file).get("cases").forEach(each -> check(each, DataType.FLOAT32));
    }

    private static void check(JsonNode golden, DataType type) {
        golden.get("terms").fields().forEachRemaining(term -> {
            assertThat(TERMS).as("terms known here").containsKey(term.getKey());
            try (NDManager manager = NDManager.newBaseManager()) {
                GoldenArrays arrays = new GoldenArrays(manager, type);
                NDArray logits = arrays.parameter(golden.get("logits"));
                NDArray target = arrays.array(golden.get("target"));
                NDArray teacher = arrays.array(golden.get("teacher_logits"));
                NDArray value;
                try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    value = TERMS.get(term.getKey())
                            .of(logits, target, teacher, golden.get("beta").asDouble());
                    collector.backward(value);
                }
                String what = golden.get("name").asText() + " " + term.getKey();
                arrays.assertClose(
                        what,
                        value.toType(DataType.FLOAT64, false).toDoubleArray()[0],
                        term.getValue().get("value").asDouble());
                arrays.assertClose(
                        what + " gradient",
                        logits.getGradient(),
                        Golden.array(term.getValue().get("glogits")));
            }
        });
    }
}
