package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.golden.Golden;
import io.lorkd.model.golden.GoldenArrays;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Warm-up and joint steps through the code that trains: interpreter, expert bank, heads, losses, optimiser. */
class GoldenTrainStepsTest {

    /** Our names of the golden tensors, but for experts and heads. */
    private static final Map<String, String> NAMES = Map.of(
            "conv1.weight", "conv1.w0",
            "dw.weight", "dw.w",
            "conv2.weight", "conv2.w0",
            "bn1.weight", "bn1.gamma",
            "bn1.bias", "bn1.beta",
            "bn2.weight", "bn2.gamma",
            "bn2.bias", "bn2.beta",
            "bn3.weight", "bn3.gamma",
            "bn3.bias", "bn3.beta");

    static Stream<Named<Path>> files() {
        return Golden.files("train_steps*.json").stream().map(file -> Named.of(Golden.name(file), file));
    }

    @ParameterizedTest(name = "{0} in float64")
    @MethodSource("files")
    void stepsEndWhereTheGoldenOnesDoInDouble(Path file) {
        check(Golden.read(file), Dtype.F64, DataType.FLOAT64);
    }

    @ParameterizedTest(name = "{0} in float32")
    @MethodSource("files")
    void stepsEndWhereTheGoldenOnesDoInSingle(Path file) {
        check(Golden.read(file), Dtype.F32, DataType.FLOAT32);
    }

    private static void check(JsonNode golden, Dtype dtype, DataType type) {
        try (NDManager manager = NDManager.newBaseManager();
                ModelState state = state(golden, manager, new Precision(dtype))) {
            Student student = new Student(state, false);
            for (JsonNode step : golden.get("steps")) {
                try (NDManager batch = manager.newSubManager()) {
                    step(golden, step, state, student, new GoldenArrays(batch, type));
                }
            }
            GoldenArrays arrays = new GoldenArrays(manager, type);
            checkFinal(golden, state, arrays);
            for (JsonNode eval : golden.get("eval")) {
                checkEvaluation(golden.get("eval_x"), eval, state, student, arrays);
            }
        }
    }

    private static void step(JsonNode golden, JsonNode step, ModelState state, Student student, GoldenArrays arrays) {
        GoldenOrder order = GoldenOrder.of(Golden.ints(step.get("tasks")));
        double rate = golden.get("lr").asDouble();
        Student.Losses losses = student.step(
                new Student.Inputs(
                        arrays.array(order.sorted(step.get("x"))),
                        order.segments(),
                        new ClassificationObjective(
                                state.heads(),
                                new ClassificationObjective.Rules(
                                        golden.get("tau").asDouble(),
                                        golden.get("feat_temperature").asDouble(),
                                        golden.get("beta").asDouble()),
                                order.labels(arrays.manager(), Golden.ints(step.get("labels"))),
                                Optional.of(arrays.array(order.sorted(step.get("teacher_feats")))))),
                1,
                rate,
                step.get("phase").asText().equals("warmup"),
                gradient -> state.shared().step(gradient, rate));
        JsonNode expect = step.get("expect");
        arrays.assertClose("ce", losses.task(), expect.get("ce").asDouble());
        arrays.assertClose("kl", losses.transfer(), expect.get("kl").asDouble());
        arrays.assertClose("total", losses.total(), expect.get("total").asDouble());
    }

    private static void checkFinal(JsonNode golden, ModelState state, GoldenArrays arrays) {
        Map<String, double[]> found = state.sharedLayout()
                .unpack(state.precision().values(state.shared().values()));
        NAMES.forEach((ours, theirs) -> arrays.assertClose(
                "final " + theirs,
                found.get(ours),
                Golden.array(golden.get("final").get(theirs)).data()));
        golden(golden.get("final"), golden.get("ranks").size()).forEach((name, expected) -> {
            double[] ours = name.contains("/head")
                    ? state.localLayout()
                            .unpack(state.precision().values(state.local().values()))
                            .get(name)
                    : state.expertValues().get(name);
            arrays.assertClose("final " + name, ours, expected);
        });
        Map<String, double[]> statistics =
                state.statistics().layout().unpack(state.statistics().get());
        golden.get("final_running").fields().forEachRemaining(layer -> {
            arrays.assertClose(
                    layer.getKey() + " mean",
                    statistics.get(layer.getKey() + ".running_mean"),
                    Golden.array(layer.getValue().get("mean")).data());
            arrays.assertClose(
                    layer.getKey() + " variance",
                    statistics.get(layer.getKey() + ".running_var"),
                    Golden.array(layer.getValue().get("var")).data());
        });
    }

    private static void checkEvaluation(
            JsonNode images, JsonNode eval, ModelState state, Student student, GoldenArrays arrays) {
        int task = eval.get("task").asInt();
        NDArray x = arrays.array(images);
        TaskSegments all =
                TaskSegments.single(task, Math.toIntExact(x.getShape().get(0)));
        Features features = student.features(x, all, false);
        arrays.assertClose("feats of " + task, features.last(), Golden.array(eval.get("feats")));
        Map<String, NDArray> parameters = student.constants(arrays.manager());
        NDArray logits = state.heads().logits(task, features, parameters);
        arrays.assertClose("logits of " + task, logits, Golden.array(eval.get("logits")));
        ExpertBank bank = state.experts().orElseThrow();
        var weights = bank.activate(bank.group().constant(arrays.manager()), parameters, all)
                .weights();
        assertThat(weights.keySet()).containsExactlyInAnyOrder("conv1", "conv2");
        weights.forEach((name, each) ->
                arrays.assertClose("fused " + name, each.fused(), Golden.array(eval.get("fused_" + name))));
    }

    private static ModelState state(JsonNode golden, NDManager manager, Precision precision) {
        JsonNode init = golden.get("init");
        int[] ranks = Golden.ints(golden.get("ranks"));
        int[] classes = Golden.ints(golden.get("num_classes"));
        List<RegionHead> regions = new ArrayList<>();
        for (int task = 0; task < ranks.length; task++) {
            regions.add(GoldenOrder.head("region-" + task, classes[task]));
        }
        double scale = golden.get("scale").asDouble();
        Network network = network(golden);
        ModelState state = new ModelState(
                manager,
                precision,
                new ModelState.Blueprint(
                        network,
                        new LinearHeads(regions, network.featureWidth()),
                        new Sgd(
                                golden.get("momentum").asDouble(),
                                golden.get("weight_decay").asDouble()),
                        false,
                        rank -> scale,
                        0,
                        Layout.Values.none()));
        Map<String, double[]> shared = new HashMap<>();
        NAMES.forEach((ours, theirs) ->
                shared.put(ours, Golden.array(init.get(theirs)).data()));
        state.shared().set(state.sharedLayout().pack(shared));
        Map<String, double[]> local = golden(init, ranks.length);
        state.local().set(state.localLayout().pack(local));
        Map<String, Integer> byRegion = new LinkedHashMap<>();
        for (int task = 0; task < ranks.length; task++) {
            byRegion.put("region-" + task, ranks[task]);
        }
        state.build(byRegion, local);
        return state;
    }

    /** Experts and heads under our names. */
    private static Map<String, double[]> golden(JsonNode tensors, int tasks) {
        Map<String, double[]> named = new HashMap<>();
        for (int task = 0; task < tasks; task++) {
            String region = "region-" + task;
            for (String convolution : List.of("conv1", "conv2")) {
                for (String matrix : List.of("A", "B")) {
                    named.put(
                            region + "/" + convolution + "." + matrix,
                            Golden.array(tensors.get(convolution + "." + matrix + task))
                                    .data());
                }
            }
            named.put(
                    Heads.weight(region),
                    Golden.array(tensors.get("head" + task + ".w")).data());
            named.put(
                    Heads.bias(region),
                    Golden.array(tensors.get("head" + task + ".b")).data());
        }
        return named;
    }

    private static Network network(JsonNode golden) {
        double epsilon = golden.get("bn_eps").asDouble();
        double momentum = golden.get("bn_momentum").asDouble();
        Layer relu = new Layer.Activation(Layer.Activation.Function.RELU);
        return new Network(
                "golden",
                3,
                8,
                new Layer.Sequence(List.of(
                        convolution("conv1", 3, 6, 3, 1, 1, 1),
                        new Layer.BatchNormalisation("bn1", 6, epsilon, momentum),
                        relu,
                        convolution("dw", 6, 6, 3, 2, 6, 0),
                        new Layer.BatchNormalisation("bn2", 6, epsilon, momentum),
                        convolution("conv2", 6, 8, 1, 1, 1, 1),
                        new Layer.BatchNormalisation("bn3", 8, epsilon, momentum),
                        relu,
                        new Layer.GlobalAveragePooling())));
    }

    private static Layer convolution(String name, int in, int out, int kernel, int stride, int groups, int rankFactor) {
        int padding = kernel / 2;
        return new Layer.Convolution(
                name,
                in,
                out,
                List.of(kernel, kernel),
                List.of(stride, stride),
                List.of(padding, padding),
                List.of(1, 1),
                groups,
                false,
                rankFactor);
    }
}
