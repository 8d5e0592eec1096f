package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Why a session predicts what it predicts, and that saying so changes nothing. */
class ExplanationTest {
    private static final String[] REGIONS = {"skin", "chest"};
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);
    private static final SyntheticBatches.Images IMAGES =
            new SyntheticBatches.Images(SyntheticBatches.batch(5, Sessions.IMAGE_SIZE, Sessions.CLASSES, 4));

    @TempDir
    private Path folder;

    private TrainingSession trained(ModelSettings settings) {
        TrainingSession session = TrainingSession.open(settings, Sessions.regions(REGIONS), new StepLock());
        session.backbone(Sessions.backbone(settings, folder));
        session.ranks(Sessions.ranks(4, REGIONS));
        train(session, 0, 6);
        return session;
    }

    private static void train(TrainingSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            session.step(SyntheticBatches.batch(i, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 3), Sessions.RATE, false);
        }
    }

    /**
     * The map by gradients is compared with the head's own weights on the last feature maps of the fused network, which is
     * another way to the same (Zhou et al., 2016).
     */
    @Test
    void behindAGlobalAverageTheHeatIsTheClassActivationMap() {
        ModelSettings settings = Sessions.settings(Dtype.F64);
        try (TrainingSession session = trained(settings)) {
            List<ExplainedPrediction> explained = session.explain("chest", IMAGES.all(), Sessions.IMAGE_SIZE);

            Predictions predictions = session.predict("chest", IMAGES, Sessions.IMAGE_SIZE, false);
            for (int i = 0; i < IMAGES.size(); i++) {
                assertThat(explained.get(i).probabilities())
                        .containsExactly(predictions.probabilities()[i], within(1e-9));
            }
            List<float[]> maps = classActivationMaps(session, explained);
            for (int i = 0; i < IMAGES.size(); i++) {
                assertThat(explained.get(i).heat().isCold()).isFalse();
                assertThat(explained.get(i).heat().values()).containsExactly(maps.get(i), within(1e-4f));
            }
        }
    }

    private List<float[]> classActivationMaps(TrainingSession session, List<ExplainedPrediction> explained) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> tensors = fused(session, manager);
            List<Layer> layers = ((Layer.Sequence) Sessions.NETWORK.trunk()).layers();
            NDArray maps = new Interpreter(tensors, tensors, false, Optional.empty())
                    .run(
                            new Layer.Sequence(layers.subList(0, layers.size() - 1)),
                            manager.create(
                                            IMAGES.batch().pixels(),
                                            new Shape(IMAGES.size(), 3, Sessions.IMAGE_SIZE, Sessions.IMAGE_SIZE))
                                    .toType(DataType.FLOAT64, false));
            List<float[]> activations = new ArrayList<>();
            for (int i = 0; i < IMAGES.size(); i++) {
                long[] row = {explained.get(i).predicted()};
                NDArray weight = tensors.get(FusedExpert.LINEAR_WEIGHT).get(manager.create(row));
                double[] summed = maps.get(i)
                        .mul(weight.reshape(-1, 1, 1))
                        .sum(new int[] {0})
                        .toDoubleArray();
                double largest = Arrays.stream(summed).max().orElseThrow();
                float[] shares = new float[summed.length];
                for (int place = 0; place < shares.length; place++) {
                    shares[place] = (float) (Math.max(0, summed[place]) / largest);
                }
                activations.add(shares);
            }
            return activations;
        }
    }

    /** By name, in double precision. */
    private Map<String, NDArray> fused(TrainingSession session, NDManager manager) {
        Path weights = folder.resolve("chest.safetensors");
        session.writeExpert("chest", weights);
        ClassificationCard card = new ClassificationCard(
                "chest",
                List.of("a", "b", "c"),
                Sessions.NETWORK.name(),
                Stem.SMALL,
                Sessions.IMAGE_SIZE,
                4,
                "ab".repeat(32),
                HALF,
                HALF);
        Map<String, NDArray> tensors = new HashMap<>();
        List<TensorInfo> infos = new FusedExpert(weights, card, Sessions.NETWORK).tensors(Dtype.F64);
        Map<String, double[]> values = NamedTensors.read(weights, infos);
        infos.forEach(info ->
                tensors.put(info.name(), manager.create(values.get(info.name())).reshape(new Shape(info.shape()))));
        return tensors;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F64"})
    void lookingChangesNoBitOfWhatIsTrained(Dtype dtype) throws IOException {
        ModelSettings settings = Sessions.settings(dtype);
        List<byte[]> deltas = new ArrayList<>();
        for (boolean looked : List.of(false, true)) {
            try (TrainingSession session = trained(settings)) {
                for (int i = 6; i < 10; i++) {
                    if (looked) {
                        session.explain("skin", IMAGES.all(), Sessions.IMAGE_SIZE);
                        session.explain("chest", IMAGES.all().subList(0, 1), Sessions.IMAGE_SIZE);
                    }
                    train(session, i, i + 1);
                }
                Path unit = folder.resolve("unit-" + looked);
                session.saveUnit(unit);
                try (Stream<Path> files = Files.list(unit)) {
                    for (Path file : files.sorted().toList()) {
                        deltas.add(Files.readAllBytes(file));
                    }
                }
                Path delta = folder.resolve("delta-" + looked);
                session.writeDelta(delta);
                deltas.add(Files.readAllBytes(delta));
            }
        }
        int each = deltas.size() / 2;
        assertThat(each).isGreaterThan(2);
        for (int file = 0; file < each; file++) {
            assertThat(deltas.get(each + file)).isEqualTo(deltas.get(file));
        }
    }
}
