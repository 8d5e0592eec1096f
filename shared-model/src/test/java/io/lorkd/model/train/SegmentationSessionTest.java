package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.network.Stem;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;
import io.lorkd.model.window.WindowSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SegmentationSessionTest {

    private static final List<Integer> CLASSES = List.of(2, 1);
    private static final Map<String, Integer> RANKS = Map.of("brain", 4, "spine", 2);
    private static final double RATE = 1e-3;

    @TempDir
    private Path folder;

    private final StepLock lock = new StepLock();

    private TrainingSession open(ModelSettings settings) {
        TrainingSession session = TrainingSession.open(settings, Sessions.volumeRegions(), lock);
        session.ranks(RANKS);
        session.backbone(Sessions.backbone(settings, folder));
        return session;
    }

    private static VolumeBatch batch(long seed) {
        return SyntheticBatches.volumes(seed, Sessions.PATCH, CLASSES, 2, 1);
    }

    private static void train(TrainingSession session, int from, int to) {
        for (int i = from; i < to; i++) {
            session.step(batch(i), RATE, false);
        }
    }

    /** The unit's files and the delta, by name. */
    private Map<String, ByteBuffer> end(TrainingSession session, String name) throws IOException {
        Path end = folder.resolve(name);
        session.saveUnit(end);
        session.writeDelta(end.resolve("delta"));
        Map<String, ByteBuffer> files = new TreeMap<>();
        try (Stream<Path> each = Files.list(end)) {
            for (Path file : each.toList()) {
                files.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    @ParameterizedTest
    @EnumSource(SegmentationSettings.Dice.class)
    void trainingOnOneBatchLowersEveryRegionsLoss(SegmentationSettings.Dice dice) throws IOException {
        ModelSettings settings =
                Sessions.with(Sessions.segmentation(Dtype.F32), new SegmentationSettings(dice, Optional.empty()));
        try (TrainingSession session = open(settings)) {
            StepResult first = session.step(batch(0), 2e-3, false);
            StepResult last = first;
            for (int i = 0; i < 15; i++) {
                last = session.step(batch(0), 2e-3, false);
            }
            assertThat(last.lossPerRegion()).containsOnlyKeys("brain", "spine");
            for (String region : RANKS.keySet()) {
                assertThat(last.lossPerRegion().get(region))
                        .isFinite()
                        .isLessThan(first.lossPerRegion().get(region));
            }
            assertThat(first.loss())
                    .isCloseTo(
                            (2 * first.lossPerRegion().get("brain")
                                            + first.lossPerRegion().get("spine"))
                                    / 3,
                            within(1e-5));
            end(session, "end");
            Sessions.manifest(settings).check(folder.resolve("end").resolve("delta"));
            Sessions.manifest(settings).checkFinite(folder.resolve("end").resolve("delta"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRoundThatIsCutGoesOnWithTheSameBits(boolean localNormalisation) throws IOException {
        ModelSettings settings = Sessions.with(Sessions.segmentation(Dtype.F32), localNormalisation, false);
        Path cut = folder.resolve("cut");
        Map<String, ByteBuffer> whole;
        try (TrainingSession session = open(settings)) {
            train(session, 0, 2);
            session.saveCheckpoint(cut);
            train(session, 2, 4);
            whole = end(session, "whole");
        }
        try (TrainingSession session = TrainingSession.open(settings, Sessions.volumeRegions(), lock)) {
            session.loadCheckpoint(cut, folder.resolve("backbone.safetensors"));
            train(session, 2, 4);
            assertThat(end(session, "resumed")).isEqualTo(whole);
        }
    }

    /** In double, so that the difference is what arithmetic leaves, and nothing else. */
    @ParameterizedTest
    @EnumSource(SegmentationSettings.Dice.class)
    void gradientsOfSharesAddUpToTheUnions(SegmentationSettings.Dice dice) {
        ModelSettings settings =
                Sessions.with(Sessions.segmentation(Dtype.F64), new SegmentationSettings(dice, Optional.empty()));
        VolumeBatch union = SyntheticBatches.volumes(3, Sessions.PATCH, CLASSES, 2, 2);
        Map<String, double[]> whole = gradient(settings, union, 1);
        Map<String, double[]> sum = gradient(settings, part(union, 0, 1), 0.25);
        gradient(settings, part(union, 1, 4), 0.75).forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                sum.get(name)[i] += values[i];
            }
        });
        whole.forEach((name, values) -> {
            // A bias in front of a normalisation has none but noise.
            double[] zero = new double[values.length];
            assertThat(sum.get(name)).as(name).containsExactly(values, within(1e-9));
            if (name.endsWith("norm.weight")) {
                assertThat(values).as(name).isNotEqualTo(zero);
            }
        });
    }

    private Map<String, double[]> gradient(ModelSettings settings, VolumeBatch batch, double share) {
        Path file = folder.resolve("gradient.safetensors");
        try (TrainingSession session = open(settings)) {
            session.gradient(batch, share, RATE, false);
            session.writeGradient(file);
        }
        return NamedTensors.read(file, Sessions.manifest(settings).tensors());
    }

    private static VolumeBatch part(VolumeBatch batch, int from, int to) {
        int positions = batch.masks().length / batch.size();
        return new VolumeBatch(
                Arrays.copyOfRange(batch.voxels(), from * positions, to * positions),
                batch.extents(),
                Arrays.copyOfRange(batch.regions(), from, to),
                Arrays.copyOfRange(batch.masks(), from * positions, to * positions));
    }

    @Test
    void warmupLeavesExpertsAlone() throws IOException {
        try (TrainingSession session = open(Sessions.segmentation(Dtype.F32))) {
            ByteBuffer before = end(session, "before").get("experts.safetensors");
            session.step(batch(1), RATE, true);
            assertThat(end(session, "after").get("experts.safetensors")).isEqualTo(before);
            session.step(batch(1), RATE, false);
            assertThat(end(session, "trained").get("experts.safetensors")).isNotEqualTo(before);
        }
    }

    @Test
    void theHeldOutLossIsAStepsWithoutTheStep() throws IOException {
        try (TrainingSession session = open(Sessions.segmentation(Dtype.F32))) {
            train(session, 0, 1);
            Map<String, ByteBuffer> before = end(session, "before");
            VolumeBatch brains = SyntheticBatches.volumes(7, Sessions.PATCH, CLASSES, 3, 0);
            double loss = session.heldOutLoss("brain", List.of(part(brains, 0, 2), part(brains, 2, 3)));
            assertThat(end(session, "after")).isEqualTo(before);
            assertThat(session.step(brains, RATE, false).loss()).isCloseTo(loss, within(1e-5));
            assertThatThrownBy(() -> session.heldOutLoss("spine", List.of(brains)))
                    .hasMessageContaining("other regions");
        }
    }

    @Test
    void aVolumeOfOneWindowIsSegmentedAsItsPatchIs() throws IOException {
        try (TrainingSession session = open(Sessions.segmentation(Dtype.F32))) {
            train(session, 0, 10);
            Volume volume = volume(batch(20));
            Mask mask = session.segmenter("brain").segment(volume, new WindowSettings(List.of(16, 8, 8), 0.5, 1));
            session.writeExpert("brain", folder.resolve("brain.safetensors"));
            double[] logits = logits(folder.resolve("brain.safetensors"), batch(20));
            int positions = volume.values().length;
            assertThat(mask.labels()).contains((short) 1, (short) 2);
            for (int i = 0; i < positions; i++) {
                double largest = Math.max(logits[i], logits[positions + i]);
                if (Math.abs(largest) > 1e-4 && Math.abs(logits[i] - logits[positions + i]) > 1e-4) {
                    int expected = largest < 0 ? 0 : logits[i] == largest ? 1 : 2;
                    assertThat(mask.label(i)).as("voxel %d", i).isEqualTo(expected);
                }
            }
        }
    }

    /** Of the first patch, by the fused file alone: what the expert changes is in its convolutions. */
    private static double[] logits(Path fused, VolumeBatch batch) {
        List<TensorInfo> tensors;
        try (TensorFile file = TensorFile.open(fused)) {
            tensors = List.copyOf(file.tensors());
        }
        Map<String, List<Long>> shapes = new HashMap<>();
        tensors.forEach(each -> shapes.put(each.name(), each.shape()));
        Layout layout = Layout.of(shapes);
        Precision precision = new Precision(Dtype.F32);
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, NDArray> views =
                    layout.views(precision.vector(manager, layout.pack(NamedTensors.read(fused, tensors))));
            NDArray x =
                    VolumeIntake.images(manager, precision, 3, part(batch, 0, 1).voxels(), batch.extents());
            NDArray last = new Interpreter(views, Map.of(), false, Optional.empty()).run(Sessions.UNET.trunk(), x);
            return precision.values(
                    ConvolutionHeads.apply(last, views.get(FusedExpert.HEAD_WEIGHT), views.get(FusedExpert.HEAD_BIAS)));
        }
    }

    private static Volume volume(VolumeBatch batch) {
        List<Integer> extents = batch.extents();
        Grid grid = new Grid(extents.get(2), extents.get(1), extents.get(0), Affine.ofSpacing(1, 1, 1));
        return new Volume(grid, part(batch, 0, 1).voxels());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aQueryDecoderIsTrainedWithTheBackbone(boolean localNormalisation) throws IOException {
        ModelSettings settings =
                Sessions.with(Sessions.asking(Sessions.segmentation(Dtype.F32)), localNormalisation, false);
        Path cut = folder.resolve("cut");
        Map<String, ByteBuffer> whole;
        try (TrainingSession session = open(settings)) {
            StepResult first = session.step(cubes(0), RATE, false);
            for (int i = 0; i < 8; i++) {
                session.step(cubes(0), RATE, false);
            }
            StepResult last = session.step(cubes(0), RATE, false);
            for (String region : RANKS.keySet()) {
                assertThat(last.lossPerRegion().get(region))
                        .isLessThan(first.lossPerRegion().get(region));
            }
            session.saveCheckpoint(cut);
            session.step(cubes(1), RATE, false);
            whole = end(session, "whole");
            Sessions.manifest(settings).check(folder.resolve("whole").resolve("delta"));
            session.writeExpert("brain", folder.resolve("brain.safetensors"));
        }
        try (TensorFile file = TensorFile.open(folder.resolve("brain.safetensors"))) {
            assertThat(file.tensor(FusedExpert.HEAD_PROMPTS).shape()).containsExactly(2L, 24L);
        }
        try (TrainingSession session = TrainingSession.open(settings, Sessions.volumeRegions(), lock)) {
            session.loadCheckpoint(cut, folder.resolve("backbone.safetensors"));
            session.step(cubes(1), RATE, false);
            assertThat(end(session, "resumed")).isEqualTo(whole);
        }
    }

    private static VolumeBatch cubes(long seed) {
        return SyntheticBatches.volumes(seed, List.of(16, 16, 16), CLASSES, 1, 1);
    }

    /** Of the same network at the same point it is no distance away, and of another one it is. */
    @Test
    void aTeachersMasksAddTheirDivergence() {
        ModelSettings plain = Sessions.segmentation(Dtype.F32);
        Path same = folder.resolve("same.safetensors");
        Path other = folder.resolve("other.safetensors");
        double alone;
        double taught;
        try (TrainingSession session = open(plain)) {
            teacher(session, same, "brain/front", "brain/back", "spine/cord");
            teacher(session, other, "spine/cord", "brain/back", "brain/front");
            alone = session.step(batch(0), RATE, false).loss();
        }
        try (TrainingSession session = open(Sessions.with(plain, teacher(same)))) {
            assertThat(session.step(batch(0), RATE, false).loss()).isCloseTo(alone, within(1e-5));
        }
        try (TrainingSession session = open(Sessions.with(plain, teacher(other)))) {
            taught = session.step(batch(0), RATE, false).loss();
            assertThat(taught).isGreaterThan(alone + 1e-4);
        }
    }

    @Test
    void aTeacherThatLacksAClassIsRefused() {
        ModelSettings plain = Sessions.segmentation(Dtype.F32);
        Path file = folder.resolve("teacher.safetensors");
        try (TrainingSession session = open(plain)) {
            teacher(session, file, "brain/front", "brain/middle", "spine/cord");
        }
        assertThatThrownBy(() -> open(Sessions.with(plain, teacher(file))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("teacher.safetensors")
                .hasMessageContaining("brain/back")
                .hasMessageContaining("brain/middle");
        Path backbone = Sessions.backbone(plain, folder);
        assertThatThrownBy(() -> open(Sessions.with(plain, teacher(backbone))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("metadata");
    }

    private static TeacherSettings teacher(Path file) {
        return new TeacherSettings(Sessions.UNET, file, TeacherSettings.Projection.FIXED, 10, 0.5, 1);
    }

    /** The session's backbone, and its regions' heads one behind the other, under these names. */
    private void teacher(TrainingSession session, Path to, String... names) {
        Map<String, double[]> tensors = new HashMap<>();
        double[] weight = new double[0];
        double[] bias = new double[0];
        for (String region : List.of("brain", "spine")) {
            Path fused = folder.resolve(region + "-fused.safetensors");
            session.writeExpert(region, fused);
            try (TensorFile file = TensorFile.open(fused)) {
                file.tensors().forEach(each -> tensors.put(each.name(), file.doubles(each.name())));
            }
            weight = joined(weight, tensors.get(FusedExpert.HEAD_WEIGHT));
            bias = joined(bias, tensors.get(FusedExpert.HEAD_BIAS));
        }
        tensors.put(FusedExpert.HEAD_WEIGHT, weight);
        tensors.put(FusedExpert.HEAD_BIAS, bias);
        List<TensorInfo> infos =
                new ArrayList<>(Layout.of(Parameters.of(Sessions.UNET)).tensors(Dtype.F32));
        infos.add(new TensorInfo(FusedExpert.HEAD_WEIGHT, Dtype.F32, List.of(3L, 16L, 1L, 1L, 1L)));
        infos.add(new TensorInfo(FusedExpert.HEAD_BIAS, Dtype.F32, List.of(3L)));
        NamedTensors.write(
                to, infos, tensors, new TeacherCard("unet3d-tiny", Stem.STANDARD, List.of(names)).metadata());
    }

    private static double[] joined(double[] first, double[] second) {
        return DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    @Test
    void aBatchThatIsNotForTheNetworkIsRefused() {
        try (TrainingSession session = open(Sessions.segmentation(Dtype.F32))) {
            assertThatThrownBy(() -> session.step(SyntheticBatches.batch(1, 16, 1, 1), RATE, false))
                    .hasMessageContaining("volumes");
            VolumeBatch good = batch(0);
            byte[] masks = good.masks().clone();
            masks[masks.length - 1] = 2;
            assertThatThrownBy(() -> session.step(
                            new VolumeBatch(good.voxels(), good.extents(), good.regions(), masks), RATE, false))
                    .hasMessageContaining("label 2")
                    .hasMessageContaining("spine");
            assertThatThrownBy(() ->
                            session.step(SyntheticBatches.volumes(1, List.of(8, 8, 12), CLASSES, 1, 1), RATE, false))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("multiples of 8");
            assertThatThrownBy(() ->
                            session.step(SyntheticBatches.volumes(1, List.of(8, 8, 8), CLASSES, 1, 1), RATE, false))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("deepest features");
        }
        ModelSettings images = Sessions.settings(Dtype.F32);
        try (TrainingSession session = TrainingSession.open(images, Sessions.regions("skin"), lock)) {
            session.backbone(Sessions.backbone(images, folder));
            assertThatThrownBy(() -> session.step(batch(0), RATE, false)).hasMessageContaining("images");
        }
    }
}
