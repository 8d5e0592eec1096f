package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A round that is cut in the middle and goes on elsewhere ends with the bits of one that was not. */
class CheckpointTest {
    private static final String[] REGIONS = {"skin", "chest"};
    private static final int CUT = 3;
    private static final int STEPS = 6;

    @TempDir
    private Path folder;

    private final StepLock lock = new StepLock();

    enum Exchange {
        DELTAS,
        GRADIENTS
    }

    static Stream<Arguments> allWaysToTrain() {
        return Stream.of(Exchange.values())
                .flatMap(exchange -> Stream.of(Dtype.F32, Dtype.F64)
                        .flatMap(dtype -> Stream.of(OptimiserSettings.Kind.values())
                                .flatMap(kind -> Stream.of(true, false)
                                        .map(local -> Arguments.of(exchange, dtype, kind, local)))));
    }

    @ParameterizedTest
    @MethodSource("allWaysToTrain")
    void goesOnWithTheSameBits(
            Exchange exchange, Dtype dtype, OptimiserSettings.Kind kind, boolean localNormalisation) {
        ModelSettings settings = Sessions.with(
                Sessions.with(Sessions.settings(dtype), localNormalisation, false),
                new OptimiserSettings(kind, 0.9, 1e-4),
                0.01);
        Path backbone = Sessions.backbone(settings, folder);
        Path unit = folder.resolve("promoted");
        Path cut = folder.resolve("cut");
        try (TrainingSession whole = open(settings)) {
            whole.ranks(Map.of("skin", 4, "chest", 2));
            whole.backbone(backbone);
            train(whole, exchange, 100, 102);
            whole.saveUnit(unit);

            whole.backbone(backbone);
            train(whole, exchange, 0, CUT);
            whole.saveCheckpoint(cut);
            train(whole, exchange, CUT, STEPS);
            end(whole, exchange, "whole");
        }
        try (TrainingSession another = open(settings)) {
            another.loadUnit(unit);
            another.loadCheckpoint(cut, backbone);
            train(another, exchange, CUT, STEPS);
            end(another, exchange, "resumed");
        }
        assertThat(files("resumed")).isEqualTo(files("whole"));
    }

    @ParameterizedTest
    @MethodSource("allWaysToTrain")
    void afterTheLastStepTheUpdateIsStillTheSame(
            Exchange exchange, Dtype dtype, OptimiserSettings.Kind kind, boolean localNormalisation) {
        ModelSettings settings = Sessions.with(
                Sessions.with(Sessions.settings(dtype), localNormalisation, false),
                new OptimiserSettings(kind, 0.9, 1e-4),
                0);
        Path backbone = Sessions.backbone(settings, folder);
        Path cut = folder.resolve("cut");
        try (TrainingSession whole = open(settings);
                TrainingSession another = open(settings)) {
            whole.ranks(Map.of("skin", 0, "chest", 2));
            whole.backbone(backbone);
            train(whole, exchange, 0, 2);
            whole.saveCheckpoint(cut);
            end(whole, exchange, "whole");

            another.loadCheckpoint(cut, backbone);
            end(another, exchange, "resumed");
        }
        assertThat(files("resumed")).isEqualTo(files("whole"));
    }

    @Test
    void loadingTakesBackWhatCameAfterIt() {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        Path backbone = Sessions.backbone(settings, folder);
        Path cut = folder.resolve("cut");
        try (TrainingSession session = open(settings)) {
            session.ranks(Sessions.ranks(4, REGIONS));
            session.backbone(backbone);
            train(session, Exchange.DELTAS, 0, CUT);
            session.saveCheckpoint(cut);
            train(session, Exchange.DELTAS, CUT, STEPS);
            end(session, Exchange.DELTAS, "first");
            session.loadCheckpoint(cut, backbone);
            train(session, Exchange.DELTAS, CUT, STEPS);
            end(session, Exchange.DELTAS, "again");
        }
        assertThat(files("again")).isEqualTo(files("first"));
    }

    @Test
    void aTornOrForeignCheckpointIsRefusedAndNothingChanges() throws IOException {
        ModelSettings settings = Sessions.settings(Dtype.F32);
        Path backbone = Sessions.backbone(settings, folder);
        try (TrainingSession session = open(settings)) {
            session.ranks(Sessions.ranks(4, REGIONS));
            session.backbone(backbone);
            train(session, Exchange.DELTAS, 0, 1);
            end(session, Exchange.DELTAS, "before");

            for (String file : List.of("shared", "experts", "local", "optimiser")) {
                Path torn = folder.resolve("torn-" + file);
                session.saveCheckpoint(torn);
                Path tensors = torn.resolve(file + ".safetensors");
                byte[] bytes = Files.readAllBytes(tensors);
                Files.write(tensors, Arrays.copyOf(bytes, bytes.length - 8));
                refused(session, torn, backbone, file + ".safetensors");
                Files.delete(tensors);
                refused(session, torn, backbone, file + ".safetensors");
            }

            ModelSettings adam =
                    Sessions.with(settings, new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0.9, 0), 0);
            Path foreign = folder.resolve("foreign");
            try (TrainingSession other = open(adam)) {
                other.backbone(backbone);
                other.saveCheckpoint(foreign);
            }
            refused(session, foreign, backbone, "shared.safetensors");
            Path whole = folder.resolve("whole");
            session.saveCheckpoint(whole);
            refused(session, whole, whole.resolve("local.safetensors"), "local.safetensors");

            end(session, Exchange.DELTAS, "after");
        }
        assertThat(files("after")).isEqualTo(files("before"));
    }

    private static void refused(TrainingSession session, Path checkpoint, Path backbone, String named) {
        assertThatThrownBy(() -> session.loadCheckpoint(checkpoint, backbone))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(named);
    }

    private TrainingSession open(ModelSettings settings) {
        return TrainingSession.open(settings, Sessions.regions(REGIONS), lock);
    }

    private static void train(TrainingSession session, Exchange exchange, int from, int to) {
        for (int i = from; i < to; i++) {
            ImageBatch batch = SyntheticBatches.batch(i, Sessions.IMAGE_SIZE, Sessions.CLASSES, 3, 2);
            switch (exchange) {
                case DELTAS -> session.step(batch, 0.005, false);
                case GRADIENTS -> session.gradient(batch, 0.25, 0.005, false);
            }
        }
    }

    private void end(TrainingSession session, Exchange exchange, String name) {
        Path end = folder.resolve(name);
        session.saveUnit(end);
        switch (exchange) {
            case DELTAS -> session.writeDelta(end.resolve("update"));
            case GRADIENTS -> session.writeGradient(end.resolve("update"));
        }
    }

    private Map<String, ByteBuffer> files(String name) {
        Map<String, ByteBuffer> files = new TreeMap<>();
        try (Stream<Path> each = Files.list(folder.resolve(name))) {
            for (Path file : each.toList()) {
                files.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }
}
