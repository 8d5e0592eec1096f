package io.lorkd.model.train;

import ai.djl.ndarray.NDManager;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Volume;
import io.lorkd.model.window.WindowSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What the engine is known to leak where arrays are not given back: see each test. */
class SessionMemoryTest {

    private static final String[] REGIONS = {"skin", "chest"};

    @TempDir
    private Path folder;

    /** A result of which the first operand is a parameter would stay in the model's manager. */
    @Test
    void stepsLeaveNoArraysBehind() {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = TrainingSession.open(settings, Sessions.regions(REGIONS), new StepLock())) {
            Path backbone = Sessions.backbone(settings, folder);
            round(session, backbone);
            int before = arrays(session.manager());
            for (int i = 0; i < 5; i++) {
                round(session, backbone);
            }
            assertThat(arrays(session.manager())).isEqualTo(before);
        }
    }

    @Test
    void explanationsLeaveNoArraysBehind() {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        try (TrainingSession session = TrainingSession.open(settings, Sessions.regions(REGIONS), new StepLock())) {
            round(session, Sessions.backbone(settings, folder));
            SyntheticBatches.Images images =
                    new SyntheticBatches.Images(SyntheticBatches.batch(5, Sessions.IMAGE_SIZE, Sessions.CLASSES, 4));
            int before = arrays(session.manager());
            int beforeInAll = arrays(system());
            for (int i = 0; i < 5; i++) {
                session.explain("skin", images.all(), Sessions.IMAGE_SIZE);
            }
            assertThat(arrays(session.manager())).isEqualTo(before);
            assertThat(arrays(system())).isEqualTo(beforeInAll);
        }
    }

    /** The engine's own Adam keeps its moments outside every manager, so that a new one per round would leak. */
    @Test
    void closingASessionGivesEverythingBack() {
        ModelSettings settings = Sessions.with(
                Sessions.settings(Dtype.F32), new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0, 1e-2), 0.1);
        Path backbone = Sessions.backbone(settings, folder);
        int before = arrays(system());
        for (int i = 0; i < 3; i++) {
            try (TrainingSession session = TrainingSession.open(settings, Sessions.regions(REGIONS), new StepLock())) {
                round(session, backbone);
            }
            assertThat(arrays(system())).isEqualTo(before);
        }
    }

    @Test
    void stepsOnVolumesLeaveNoArraysBehind() {
        ModelSettings settings = Sessions.segmentation(Dtype.F32);
        try (TrainingSession session = TrainingSession.open(settings, Sessions.volumeRegions(), new StepLock())) {
            Path backbone = Sessions.backbone(settings, folder);
            segmentingRound(session, backbone);
            int before = arrays(session.manager());
            for (int i = 0; i < 3; i++) {
                segmentingRound(session, backbone);
            }
            assertThat(arrays(session.manager())).isEqualTo(before);
        }
    }

    private void segmentingRound(TrainingSession session, Path backbone) {
        session.ranks(Map.of("brain", 4, "spine", 2));
        session.backbone(backbone);
        session.step(volumes(2, 1), 0.001, true);
        session.step(volumes(1, 2), 0.001, false);
        session.step(volumes(0, 2), 0.001, false);
        session.gradient(volumes(1, 1), 0.5, 0.001, false);
        session.writeGradient(folder.resolve("gradient.safetensors"));
        session.saveUnit(folder.resolve("unit"));
        session.loadUnit(folder.resolve("unit"));
        session.writeExpert("brain", folder.resolve("expert.safetensors"));
        session.heldOutLoss("spine", List.of(volumes(0, 2)));
        Volume volume = new Volume(new Grid(20, 9, 8, Affine.ofSpacing(1, 1, 1)), new float[20 * 9 * 8]);
        session.segmenter("spine").segment(volume, new WindowSettings(List.of(16, 8, 8), 0.5, 3));
    }

    private static VolumeBatch volumes(int brains, int spines) {
        return SyntheticBatches.volumes(1, Sessions.PATCH, List.of(2, 1), brains, spines);
    }

    /** Everything a round does, in both exchange modes. */
    private void round(TrainingSession session, Path backbone) {
        session.ranks(Map.of("skin", 4, "chest", 2));
        session.backbone(backbone);
        session.step(SyntheticBatches.batch(1, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 2), 0.01, true);
        session.step(SyntheticBatches.batch(1, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 2), 0.01, false);
        session.step(SyntheticBatches.batch(1, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 0), 0.01, false);
        session.gradient(SyntheticBatches.batch(2, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 2), 0.5, 0.01, false);
        session.writeDelta(folder.resolve("delta.safetensors"));
        session.writeGradient(folder.resolve("gradient.safetensors"));
        session.saveUnit(folder.resolve("unit"));
        session.loadUnit(folder.resolve("unit"));
        session.writeExpert("skin", folder.resolve("expert.safetensors"));
        session.predict(
                "chest",
                new SyntheticBatches.Images(SyntheticBatches.batch(3, Sessions.IMAGE_SIZE, Sessions.CLASSES, 0, 5)),
                Sessions.IMAGE_SIZE,
                false);
    }

    /** All arrays under a manager, those of its sub-managers too. */
    private static int arrays(NDManager manager) {
        return manager.getManagedArrays().size();
    }

    /** The root of all managers. */
    private static NDManager system() {
        try (NDManager any = NDManager.newBaseManager()) {
            return any.getParentManager();
        }
    }
}
