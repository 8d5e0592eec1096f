package io.lorkd.model.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.golden.Golden;
import io.lorkd.model.golden.GoldenArrays;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The heads' losses and the transfer loss, as a step computes them. */
class GoldenClassificationLossTest {

    static Stream<Named<Path>> files() {
        return Golden.files("loss_cls*.json").stream().map(file -> Named.of(Golden.name(file), file));
    }

    @ParameterizedTest(name = "{0} in float64")
    @MethodSource("files")
    void lossAndGradientsAreTheGoldenOnesInDouble(Path file) {
        Golden.read(file).get("cases").forEach(each -> check(each, DataType.FLOAT64));
    }

    @ParameterizedTest(name = "{0} in float32")
    @MethodSource("files")
    void lossAndGradientsAreTheGoldenOnesInSingle(Path file) {
        Golden.read(file).get("cases").forEach(each -> check(each, DataType.FLOAT32));
    }

    private static void check(JsonNode golden, DataType type) {
        GoldenOrder order = GoldenOrder.of(Golden.ints(golden.get("tasks")));
        JsonNode expect = golden.get("expect");
        double temperature = golden.get("feat_temperature").asDouble();
        try (NDManager manager = NDManager.newBaseManager()) {
            GoldenArrays arrays = new GoldenArrays(manager, type);
            NDArray features = arrays.array(order.sorted(golden.get("feats")));
            features.setRequiresGradient(true);
            NDArray teacher = arrays.array(order.sorted(golden.get("teacher_feats")));
            List<RegionHead> regions = new ArrayList<>();
            Map<String, NDArray> parameters = new HashMap<>();
            for (int task = 0; task < golden.get("head_w").size(); task++) {
                NDArray weight = arrays.parameter(golden.get("head_w").get(task));
                String region = "region-" + task;
                regions.add(GoldenOrder.head(region, weight.getShape().get(0)));
                parameters.put(Heads.weight(region), weight);
                parameters.put(
                        Heads.bias(region),
                        arrays.parameter(golden.get("head_b").get(task)));
            }
            Heads heads =
                    new LinearHeads(regions, Math.toIntExact(features.getShape().get(1)));
            NDArray labels = order.labels(manager, Golden.ints(golden.get("labels")));
            TaskSegments segments = order.segments();
            NDArray ce;
            NDArray kl;
            NDArray total;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                ClassificationObjective.Rules rules = new ClassificationObjective.Rules(
                        golden.get("tau").asDouble(),
                        temperature,
                        golden.get("beta").asDouble());
                Objective.Terms terms = new ClassificationObjective(heads, rules, labels, Optional.of(teacher))
                        .terms(Features.of(features), parameters, segments);
                ce = terms.sums().sum().div(segments.samples());
                kl = terms.transfer().orElseThrow();
                if (golden.get("times_T2").asBoolean()) {
                    kl = kl.mul(temperature * temperature);
                }
                total = ce.add(kl.mul(golden.get("beta").asDouble()));
                collector.backward(total);
            }
            String name = golden.get("name").asText();
            arrays.assertClose(name + " ce", scalar(ce), expect.get("ce").asDouble());
            arrays.assertClose(name + " kl", scalar(kl), expect.get("kl").asDouble());
            arrays.assertClose(
                    name + " total", scalar(total), expect.get("total").asDouble());
            arrays.assertClose(name + " gfeats", features.getGradient(), order.sorted(expect.get("gfeats")));
            for (int task = 0; task < regions.size(); task++) {
                String region = regions.get(task).region();
                arrays.assertClose(
                        name + " ghead_w " + task,
                        parameters.get(Heads.weight(region)).getGradient(),
                        Golden.array(expect.get("ghead_w").get(task)));
                arrays.assertClose(
                        name + " ghead_b " + task,
                        parameters.get(Heads.bias(region)).getGradient(),
                        Golden.array(expect.get("ghead_b").get(task)));
            }
        }
    }

    private static double scalar(NDArray array) {
        return array.toType(DataType.FLOAT64, false).toDoubleArray()[0];
    }
}
