package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Networks;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TrainingSessionTest {

    private static final String[] REGIONS = {"skin", "chest"};

    @TempDir
    private Path folder;

    private final StepLock lock = new StepLock();

    private TrainingSession open(ModelSettings settings) {
        return TrainingSession.open(settings, Sessions.regions(REGIONS), lock);
    }

    private static ImageBatch batch(long seed) {
        return SyntheticBatches.batch(seed, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 2);
    }

    private static void train(TrainingSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            session.step(batch(i), Sessions.RATE, false);
        }
    }

    private byte[] delta(TrainingSession session) throws IOException {
        Path file = folder.resolve("delta.safetensors");
        session.writeDelta(file);
        return Files.readAllBytes(file);
    }

    private Map<String, List<Byte>> unit(TrainingSession session, String name) throws IOException {
        Path unit = folder.resolve(name);
        session.saveUnit(unit);
        Map<String, List<Byte>> files = new TreeMap<>();
        try (var each = Files.list(unit)) {
            for (Path file : each.toList()) {
                List<Byte> bytes = new ArrayList<>();
                for (byte b : Files.readAllBytes(file)) {
                    bytes.add(b);
                }
                files.put(file.getFileName().toString(), bytes);
            }
        }
        return files;
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        Path backbone = Sessions.backbone(settings, folder);
        List<byte[]> deltas = new ArrayList<>();
        List<Map<String, List<Byte>>> units = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (TrainingSession session = open(settings)) {
                session.ranks(Map.of("skin", 4, "chest", 2));
                session.backbone(backbone);
                train(session, 0, 3);
                deltas.add(delta(session));
                units.add(unit(session, "unit-" + run));
            }
        }
        assertThat(deltas.get(0)).isEqualTo(deltas.get(1));
        assertThat(units.get(0)).isEqualTo(units.get(1));
    }

    @ParameterizedTest
    @EnumSource(OptimiserSettings.Kind.class)
    void aSavedUnitGoesOnWithTheSameBits(OptimiserSettings.Kind kind) throws IOException {
        ModelSettings settings = Sessions.with(
                Sessions.with(Sessions.settings(Dtype.F32), true, false), new OptimiserSettings(kind, 0.9, 1e-4), 0);
        Path backbone = Sessions.backbone(settings, folder);
        try (TrainingSession whole = open(settings);
                TrainingSession second = open(settings)) {
            whole.ranks(Map.of("skin", 4, "chest", 0));
            whole.backbone(backbone);
            train(whole, 0, 2);
            whole.saveUnit(folder.resolve("mid"));
            whole.backbone(backbone);
            train(whole, 2, 4);

            second.loadUnit(folder.resolve("mid"));
            second.backbone(backbone);
            train(second, 2, 4);

            assertThat(delta(second)).isEqualTo(delta(whole));
            assertThat(unit(second, "second")).isEqualTo(unit(whole, "whole"));
        }
    }

    @Test
    void loadingAUnitTakesBackWhatCameAfterIt() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.backbone(Sessions.backbone(settings, folder));
            Map<String, List<Byte>> before = unit(session, "before");
            session.ranks(Sessions.ranks(4, REGIONS));
            train(session, 0, 2);
            session.loadUnit(folder.resolve("before"));
            assertThat(unit(session, "after")).isEqualTo(before);
        }
    }

    @Test
    void aRankThatStaysKeepsItsExpert() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.backbone(Sessions.backbone(settings, folder));
            session.ranks(Sessions.ranks(4, REGIONS));
            train(session, 0, 2);
            Map<String, List<Byte>> before = unit(session, "before");
            session.ranks(Sessions.ranks(4, REGIONS));
            assertThat(unit(session, "same")).isEqualTo(before);
            session.ranks(Map.of("skin", 6));
            session.ranks(Map.of("skin", 4));
            session.saveUnit(folder.resolve("changed"));
            var old = NamedTensors.read(
                    folder.resolve("before").resolve("experts.safetensors"), List.of(info("chest/conv1.0.A", 12, 9)));
            var now = NamedTensors.read(
                    folder.resolve("changed").resolve("experts.safetensors"), List.of(info("chest/conv1.0.A", 12, 9)));
            assertThat(now.get("chest/conv1.0.A")).isEqualTo(old.get("chest/conv1.0.A"));
        }
    }

    private static TensorInfo info(String name, long... shape) {
        return new TensorInfo(name, Dtype.F32, Arrays.stream(shape).boxed().toList());
    }

    @Test
    void warmupLeavesExpertsAlone() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.backbone(Sessions.backbone(settings, folder));
            session.ranks(Sessions.ranks(4, REGIONS));
            List<Byte> before = unit(session, "before").get("experts.safetensors");
            session.step(batch(1), Sessions.RATE, true);
            assertThat(unit(session, "after").get("experts.safetensors")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimiserSettings.Kind.class)
    void trainingOnOneBatchLowersItsLossAndStaysFinite(OptimiserSettings.Kind kind) throws IOException {
        ModelSettings settings =
                Sessions.with(Sessions.settings(Dtype.F32), new OptimiserSettings(kind, 0.9, 1e-4), 0.01);
        double rate = kind == OptimiserSettings.Kind.SGD ? 0.02 : 0.001;
        try (TrainingSession session = open(settings)) {
            session.ranks(Sessions.ranks(4, REGIONS));
            session.backbone(Sessions.backbone(settings, folder));
            StepResult first = session.step(batch(0), rate, false);
            StepResult last = first;
            for (int i = 0; i < 10; i++) {
                last = session.step(batch(0), rate, false);
            }
            assertThat(last.loss()).isFinite().isLessThan(first.loss());
            assertThat(last.lossPerRegion()).containsOnlyKeys(REGIONS);
            assertThat(last.scorePerRegion()).containsOnlyKeys(REGIONS);
            for (String region : REGIONS) {
                assertThat(last.scorePerRegion().get(region))
                        .isGreaterThan(first.scorePerRegion().get(region))
                        .isLessThanOrEqualTo(1);
            }
            Path delta = folder.resolve("delta.safetensors");
            session.writeDelta(delta);
            Sessions.manifest(settings).check(delta);
            Sessions.manifest(settings).checkFinite(delta);
        }
    }

    @Test
    void aStepsScoreIsTheAccuracyOfItsBatchJustBeforeIt() throws IOException {
        ModelSettings settings = Sessions.with(Sessions.settings(Dtype.F32), false, true);
        try (TrainingSession session = open(settings)) {
            session.ranks(Sessions.ranks(4, REGIONS));
            session.backbone(Sessions.backbone(settings, folder));
            for (int step = 0; step < 3; step++) {
                ImageBatch batch = batch(step);
                double[] hits = new double[REGIONS.length];
                double[] samples = new double[REGIONS.length];
                for (int region = 0; region < REGIONS.length; region++) {
                    double[][] predicted = session.predict(
                                    REGIONS[region], new SyntheticBatches.Images(batch), Sessions.IMAGE_SIZE, false)
                            .probabilities();
                    for (int i = 0; i < batch.size(); i++) {
                        if (batch.regions()[i] == region) {
                            samples[region]++;
                            hits[region] += mostLikely(predicted[i]) == batch.labels()[i] ? 1 : 0;
                        }
                    }
                }
                StepResult result = session.step(batch, Sessions.RATE, false);
                for (int region = 0; region < REGIONS.length; region++) {
                    assertThat(result.scorePerRegion().get(REGIONS[region]))
                            .isCloseTo(hits[region] / samples[region], within(1e-6));
                }
            }
        }
    }

    private static int mostLikely(double[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .reduce(0, (best, c) -> probabilities[c] > probabilities[best] ? c : best);
    }

    @Test
    void theWrittenExpertPredictsAsTheSessionDoes() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.ranks(Map.of("skin", 4, "chest", 2));
            session.backbone(Sessions.backbone(settings, folder));
            train(session, 0, 5);
            SyntheticBatches.Images images = new SyntheticBatches.Images(batch(99));
            double[][] expected =
                    session.predict("chest", images, Sessions.IMAGE_SIZE, false).probabilities();
            Path weights = folder.resolve("chest.safetensors");
            Path card = folder.resolve("chest.json");
            session.writeExpert("chest", weights);
            new ClassificationCard(
                            "chest",
                            List.of("a", "b", "c"),
                            "shufflenet-v2-x0.5",
                            Stem.SMALL,
                            Sessions.IMAGE_SIZE,
                            2,
                            "0".repeat(64),
                            List.of(0.5, 0.5, 0.5),
                            List.of(0.5, 0.5, 0.5))
                    .write(card);
            try (ExpertClassifier classifier = ExpertClassifier.open(weights)) {
                double[][] found = classifier.predict(images.all());
                for (int i = 0; i < expected.length; i++) {
                    for (int c = 0; c < Sessions.CLASSES; c++) {
                        assertThat(found[i][c]).isCloseTo(expected[i][c], within(1e-5));
                    }
                }
            }
        }
    }

    @Test
    void predictingByBatchStatisticsLeavesTheRunningOnesAlone() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.backbone(Sessions.backbone(settings, folder));
            byte[] before = delta(session);
            Predictions predictions =
                    session.predict("skin", new SyntheticBatches.Images(batch(5)), Sessions.IMAGE_SIZE, true);
            assertThat(predictions.meanLoss()).isFinite();
            assertThat(delta(session)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(TeacherSettings.Projection.class)
    void aTeacherAddsItsTransferLoss(TeacherSettings.Projection projection) throws IOException {
        ModelSettings plain = Sessions.settings(Dtype.F32);
        Path teacher = folder.resolve("teacher.safetensors");
        Initialiser.backbone(Sessions.manifest(plain), Sessions.NETWORK, 11, teacher);
        ModelSettings taught =
                Sessions.with(plain, new TeacherSettings(Sessions.NETWORK, teacher, projection, 10, 1, 5));
        Path backbone = Sessions.backbone(plain, folder);
        try (TrainingSession without = open(plain);
                TrainingSession with = open(taught)) {
            without.backbone(backbone);
            with.backbone(backbone);
            assertThat(with.step(batch(0), Sessions.RATE, false).loss())
                    .isGreaterThan(without.step(batch(0), Sessions.RATE, false).loss());
            with.saveUnit(folder.resolve("taught"));
            with.loadUnit(folder.resolve("taught"));
        }
    }

    @Test
    void sitesOfDifferentRegionsStartFromDifferentExperts() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.ranks(Sessions.ranks(4, REGIONS));
            session.saveUnit(folder.resolve("unit"));
            var experts = NamedTensors.read(
                    folder.resolve("unit").resolve("experts.safetensors"),
                    List.of(info("skin/conv1.0.A", 12, 9), info("chest/conv1.0.A", 12, 9)));
            assertThat(experts.get("skin/conv1.0.A")).isNotEqualTo(experts.get("chest/conv1.0.A"));
        }
    }

    @Test
    void aTruncatedBackboneIsRefused() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        Path backbone = Sessions.backbone(settings, folder);
        byte[] bytes = Files.readAllBytes(backbone);
        Files.write(backbone, Arrays.copyOf(bytes, bytes.length - 4));
        try (TrainingSession session = open(settings)) {
            assertThatThrownBy(() -> session.backbone(backbone))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("backbone.safetensors");
        }
    }

    @Test
    void aUnitOfOtherRegionsIsRefusedAndChangesNothing() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings);
                TrainingSession other = TrainingSession.open(settings, Sessions.regions("brain"), lock)) {
            other.saveUnit(folder.resolve("other"));
            Map<String, List<Byte>> before = unit(session, "before");
            assertThatThrownBy(() -> session.loadUnit(folder.resolve("other")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("skin");
            assertThat(unit(session, "after")).isEqualTo(before);
        }
    }

    @Test
    void aTeacherOfAnotherNetworkIsRefused() {
        ModelSettings plain = Sessions.settings(Dtype.F32);
        Path backbone = Sessions.backbone(plain, folder);
        var resnet = Networks.byName("resnet-18", Stem.SMALL, 3);
        ModelSettings taught =
                Sessions.with(plain, new TeacherSettings(resnet, backbone, TeacherSettings.Projection.FIXED, 10, 1, 5));
        assertThatThrownBy(() -> open(taught))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("conv1.weight");
    }

    @Test
    void steppingWithoutABackboneIsRefused() {
        try (TrainingSession session = open(Sessions.settings(Dtype.F32))) {
            assertThatThrownBy(() -> session.step(batch(0), Sessions.RATE, false))
                    .hasMessageContaining("no backbone");
        }
    }

    @Test
    void aLabelThatTheRegionDoesNotHaveIsRefused() {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = open(settings)) {
            session.backbone(Sessions.backbone(settings, folder));
            ImageBatch good = batch(0);
            int[] labels = good.labels().clone();
            labels[0] = 3;
            ImageBatch bad = new ImageBatch(good.pixels(), good.imageSize(), good.regions(), labels);
            assertThatThrownBy(() -> session.step(bad, Sessions.RATE, false)).hasMessageContaining("label 3");
        }
    }
}
