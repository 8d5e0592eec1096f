package io.lorkd.model.array;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.lorkd.model.loss.ClassificationLoss;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ScalarsTest {

    @Test
    void aGradientDoesNotDependOnWhenGarbageIsCollected() {
        double[] undisturbed = gradient(() -> {});

        for (int i = 0; i < 5; i++) {
            assertThat(gradient(ScalarsTest::collectGarbageAndUseItsMemory)).isEqualTo(undisturbed);
        }
    }

    /** Of a cross-entropy at a temperature, times a share. */
    private static double[] gradient(Runnable betweenForwardAndBackward) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray logits = manager.create(new double[][] {{0.3, -0.2, 0.9}, {1.1, 0.4, -0.7}});
            logits.setRequiresGradient(true);
            NDArray labels = manager.create(new long[] {2, 0});
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray loss = ClassificationLoss.crossEntropySum(logits, labels, 1.5);
                NDArray shared = loss.mul(Scalars.of(loss, 0.3));
                betweenForwardAndBackward.run();
                collector.backward(shared);
            }
            return logits.getGradient().toDoubleArray();
        }
    }

    private static void collectGarbageAndUseItsMemory() {
        for (int i = 0; i < 3; i++) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            while (garbage.get() != null) {
                System.gc();
            }
        }
        List<ByteBuffer> memory = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(Double.BYTES);
            buffer.putLong(0, 0x7ABCDEF012345678L);
            memory.add(buffer);
        }
        assertThat(memory).hasSize(2000);
    }
}
