package io.lorkd.site.train;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.TestRegions;
import io.lorkd.site.checkpoint.CheckpointStore;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static io.lorkd.protocol.command.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The trainer with a real model, small enough for a step to take moments. */
class LocalTrainerTest {
    private static final Plan PLAN = TestRegions.plan();
    private static final List<SiteRegion> REGIONS =
            List.of(TestRegions.region("breast", 10), TestRegions.region("skin", 6));
    private static final Map<String, Integer> RANKS = Map.of("breast", 4, "skin", 2);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final PictureDesk pictures = new PictureDesk();
    private LocalTrainer trainer;
    private Path backbone;
    private int files;

    @BeforeEach
    void openTrainer() {
        backbone = temporary.resolve("backbone");
        Initialiser.backbone(PlannedModel.manifest(PLAN), PlannedModel.network(PLAN), 3, backbone);
        trainer = trainer(Optional.empty());
    }

    @AfterEach
    void close() {
        result(trainer.close());
        result(trainer.close());
        result(vertx.close());
    }

    private LocalTrainer trainer(Optional<Path> unit) {
        return trainer(unit, Duration.ZERO);
    }

    private LocalTrainer trainer(Optional<Path> unit, Duration checkpoints) {
        return trainer(REGIONS, unit, checkpoints);
    }

    private LocalTrainer trainer(List<SiteRegion> regions, Optional<Path> unit, Duration checkpoints) {
        LocalTrainer made = new LocalTrainer(
                "radiology", regions, new StepLock(), checkpoints, pictures, vertx.getOrCreateContext());
        result(made.open(PLAN, unit));
        return made;
    }

    private TrainingOrder order(Work work, long position) throws IOException {
        int n = ++files;
        RoundOffer offer = new RoundOffer(
                new RoundId("run", 1, 1),
                Phase.DECOMPOSITION,
                "b".repeat(64),
                RANKS,
                0.05,
                work,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
        return new TrainingOrder(
                offer,
                backbone,
                position,
                temporary.resolve("update-" + n),
                Files.createDirectory(temporary.resolve("unit-" + n)),
                temporary.resolve("checkpoints"));
    }

    @Test
    void aPassUsesEachSampleOnceAndTellsOfEachStep() throws IOException {
        List<Long> steps = new ArrayList<>();

        Trained trained =
                result(trainer.train(order(new Work.Passes(1, 6), 0), (step, of, loss) -> steps.add(step * 100 + of)));

        assertThat(trained.samples()).isEqualTo(16);
        assertThat(trained.position()).isEqualTo(16);
        assertThat(trained.losses()).containsOnlyKeys("breast", "skin");
        assertThat(trained.losses().values()).allMatch(loss -> loss > 0 && loss < 10);
        assertThat(steps).containsExactly(3L, 103L, 203L, 303L);
    }

    @Test
    void writesAnUpdateOfTheManifestsForm() throws IOException {
        TrainingOrder deltas = order(new Work.Steps(2, 4), 0);
        TrainingOrder gradient = order(new Work.Gradient(5, 20), 8);

        assertThat(result(trainer.train(deltas, (step, of, loss) -> {})).samples())
                .isEqualTo(8);
        assertThat(result(trainer.train(gradient, (step, of, loss) -> {})).samples())
                .isEqualTo(5);

        PlannedModel.manifest(PLAN).check(deltas.update());
        PlannedModel.manifest(PLAN).checkFinite(deltas.update());
        PlannedModel.manifest(PLAN).check(gradient.update());
    }

    @Test
    void fallsBackToTheSeedBitForBit() throws IOException {
        TrainingOrder first = order(new Work.Steps(2, 4), 0);
        TrainingOrder again = order(new Work.Steps(2, 4), 0);
        result(trainer.train(first, (step, of, loss) -> {}));

        result(trainer.restore(Optional.empty()));
        result(trainer.train(again, (step, of, loss) -> {}));

        assertSame(first, again);
    }

    @Test
    void fallsBackToAUnitBitForBit() throws IOException {
        TrainingOrder promoted = order(new Work.Steps(2, 4), 0);
        TrainingOrder abandoned = order(new Work.Steps(2, 4), 8);
        TrainingOrder again = order(new Work.Steps(2, 4), 8);
        result(trainer.train(promoted, (step, of, loss) -> {}));
        result(trainer.train(abandoned, (step, of, loss) -> {}));

        result(trainer.restore(Optional.of(promoted.unit())));
        result(trainer.train(again, (step, of, loss) -> {}));

        assertSame(abandoned, again);
    }

    @Test
    void aNewTrainerGoesOnFromAUnitAsTheOldOneWould() throws IOException {
        TrainingOrder promoted = order(new Work.Steps(2, 4), 0);
        TrainingOrder next = order(new Work.Steps(2, 4), 8);
        TrainingOrder resumed = order(new Work.Steps(2, 4), 8);
        result(trainer.train(promoted, (step, of, loss) -> {}));
        result(trainer.train(next, (step, of, loss) -> {}));

        LocalTrainer another = trainer(Optional.of(promoted.unit()));
        result(another.train(resumed, (step, of, loss) -> {}));
        result(another.close());

        assertSame(next, resumed);
    }

    @Test
    void endsBetweenTwoStepsWhenCancelledAndTrainsAgainAfterwards() throws IOException {
        TrainingOrder order = order(new Work.Steps(1000, 4), 0);
        List<Long> steps = new ArrayList<>();
        Future<Trained> training = trainer.train(order, (step, of, loss) -> {
            steps.add(step);
            trainer.cancel();
        });

        assertThatThrownBy(() -> result(training)).isInstanceOf(WorkCancelledException.class);
        assertThat(steps.size()).isLessThan(1000);
        assertThat(order.update()).doesNotExist();

        result(trainer.restore(Optional.empty()));
        assertThat(result(trainer.train(order(new Work.Steps(1, 4), 0), (step, of, loss) -> {}))
                        .samples())
                .isEqualTo(4);
    }

    /** Trains in batches of four until it is suspended, in the middle of a step. */
    private void cut(TrainingOrder order, int step) {
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<LocalTrainer> cut = new AtomicReference<>();
        List<SiteRegion> regions = REGIONS.stream()
                .map(region -> WatchedRegion.of(region, () -> {
                    if (reads.incrementAndGet() == 4 * step) {
                        cut.get().suspend();
                    }
                }))
                .toList();
        cut.set(trainer(regions, Optional.empty(), Duration.ofDays(1)));
        Future<Trained> training = cut.get().train(order, (done, of, loss) -> {});
        assertThatThrownBy(() -> result(training)).isInstanceOf(WorkCancelledException.class);
        result(cut.get().close());
    }

    private static long firstStep(LocalTrainer trainer, TrainingOrder order) {
        List<Long> steps = new ArrayList<>();
        result(trainer.train(order, (step, of, loss) -> steps.add(step)));
        return steps.get(0);
    }

    @Test
    void workThatWasSuspendedGoesOnInAnotherTrainerWithTheSameBits() throws IOException {
        TrainingOrder order = order(new Work.Steps(4, 4), 0);
        TrainingOrder again = order(new Work.Steps(4, 4), 0);
        TrainingOrder whole = order(new Work.Steps(4, 4), 0);
        cut(order, 2);
        assertThat(order.update()).doesNotExist();

        List<Long> steps = new ArrayList<>();
        LocalTrainer another = trainer(Optional.empty());
        Trained resumed = result(another.train(again, (step, of, loss) -> steps.add(step)));
        assertThat(steps.get(0)).isEqualTo(2);
        new CheckpointStore(again.checkpoints()).clear();
        Trained trained = result(trainer.train(whole, (step, of, loss) -> {}));

        assertThat(resumed).isEqualTo(trained);
        assertSame(again, whole);
        result(another.close());
    }

    @Test
    void checkpointsAreWrittenAsTimeGoesBy() throws IOException {
        LocalTrainer often = trainer(Optional.empty(), Duration.ofNanos(1));
        TrainingOrder order = order(new Work.Steps(4, 4), 0);
        result(often.train(order, (step, of, loss) -> {}));
        result(often.close());

        assertThat(order.checkpoints()).isDirectoryContaining("glob:**/step-3");
        assertThat(firstStep(trainer, order(new Work.Steps(4, 4), 0))).isEqualTo(3);
    }

    @Test
    void aCheckpointOfOtherWorkOrFromAnotherPlaceInTheDataIsRemoved() throws IOException {
        cut(order(new Work.Steps(4, 4), 0), 1);

        assertThat(firstStep(trainer, order(new Work.Steps(2, 4), 0))).isZero();

        assertThat(temporary.resolve("checkpoints")).isEmptyDirectory();
        cut(order(new Work.Steps(4, 4), 0), 1);
        assertThat(firstStep(trainer, order(new Work.Steps(4, 4), 8))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared.safetensors", "experts.safetensors", "checkpoint.json"})
    void aTornCheckpointIsNotUsedAndTheRoundEndsWithTheSameBits(String torn) throws IOException {
        TrainingOrder order = order(new Work.Steps(4, 4), 0);
        TrainingOrder again = order(new Work.Steps(4, 4), 0);
        TrainingOrder whole = order(new Work.Steps(4, 4), 0);
        cut(order, 1);
        try (Stream<Path> walk = Files.walk(order.checkpoints())) {
            for (Path file : walk.filter(each -> each.endsWith(torn)).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, bytes.length - 8));
            }
        }

        assertThat(firstStep(trainer, again)).isZero();

        new CheckpointStore(again.checkpoints()).clear();
        result(trainer.restore(Optional.empty()));
        result(trainer.train(whole, (step, of, loss) -> {}));
        assertSame(again, whole);
    }

    @Test
    void aCheckpointThatCannotBeWrittenDoesNotEndTheWork() throws IOException {
        LocalTrainer often = trainer(Optional.empty(), Duration.ofNanos(1));
        TrainingOrder order = order(new Work.Steps(3, 4), 0);
        Files.writeString(order.checkpoints(), "a file where the folder would be");

        assertThat(result(often.train(order, (step, of, loss) -> {})).samples()).isEqualTo(12);
        result(often.close());
    }

    @Test
    void measuresTheHeldOutPartOfEachRegion() {
        assertThat(result(trainer.measure(backbone))).hasSize(2).allSatisfy((region, loss) -> {
            assertThat(loss.samples()).isEqualTo(4);
            assertThat(loss.loss()).isPositive();
        });
    }

    @Test
    void asksAfterItIsClosedFail() {
        result(trainer.close());

        assertThatThrownBy(() -> result(trainer.restore(Optional.empty()))).isInstanceOf(WorkCancelledException.class);
    }

    private static void assertSame(TrainingOrder one, TrainingOrder other) throws IOException {
        assertThat(Sha256.ofFile(one.update())).isEqualTo(Sha256.ofFile(other.update()));
        assertThat(digests(one.unit())).isNotEmpty().isEqualTo(digests(other.unit()));
    }

    private static Map<String, String> digests(Path folder) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                digests.put(folder.relativize(file).toString(), Sha256.ofFile(file));
            }
        }
        return digests;
    }
}
