package io.lorkd.model.train;

import ai.djl.ndarray.NDManager;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
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
