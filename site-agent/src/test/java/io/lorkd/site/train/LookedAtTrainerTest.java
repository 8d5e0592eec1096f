package io.lorkd.site.train;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.TestRegions;
import io.lorkd.site.picture.NotNowException;
import io.lorkd.site.picture.Part;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.picture.Pictures;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static io.lorkd.protocol.command.Await.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Somebody at the hospital looks at the model while it is trained. */
class LookedAtTrainerTest {
    private static final Plan IMAGES = TestRegions.plan();
    private static final List<SiteRegion> IMAGE_REGIONS =
            List.of(TestRegions.region("breast", 10), TestRegions.region("skin", 6));

    private static final Plan VOLUMES = PlanReader.parse("""
            name: test
            network: {architecture: unet3d-tiny}
            segmentation: {patch: [16, 16, 8]}
            training: {threads: 1, optimiser: adamw, learningRate: 0.001}
            """, "test plan");
    private static final List<SiteRegion> VOLUME_REGIONS =
            List.of(SiteRegion.ofPhantomVolumes("spine", "phantom-spine"));

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final PictureDesk desk = new PictureDesk();
    private int trained;

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private LocalTrainer trainer(Plan plan, List<SiteRegion> regions) {
        LocalTrainer trainer =
                new LocalTrainer("radiology", regions, new StepLock(), Duration.ZERO, desk, vertx.getOrCreateContext());
        result(trainer.open(plan, Optional.empty()));
        return trainer;
    }

    private TrainingOrder order(Plan plan, int steps, String... regions) throws IOException {
        int n = ++trained;
        Path backbone = temporary.resolve("backbone");
        Initialiser.backbone(PlannedModel.manifest(plan), PlannedModel.network(plan), 3, backbone);
        Map<String, Integer> ranks = new TreeMap<>();
        List.of(regions).forEach(region -> ranks.put(region, 2));
        return new TrainingOrder(
                new RoundOffer(
                        new RoundId("run", 3, 1),
                        Phase.DECOMPOSITION,
                        "b".repeat(64),
                        ranks,
                        0.05,
                        new Work.Steps(steps, 2),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1)),
                backbone,
                0,
                temporary.resolve("update-" + n),
                Files.createDirectory(temporary.resolve("unit-" + n)),
                temporary.resolve("checkpoints"));
    }

    private static Map<String, String> digests(TrainingOrder order) throws IOException {
        Map<String, String> digests = new TreeMap<>(Map.of("update", Sha256.ofFile(order.update())));
        try (Stream<Path> files = Files.list(order.unit())) {
            for (Path file : files.toList()) {
                digests.put(file.getFileName().toString(), Sha256.ofFile(file));
            }
        }
        return digests;
    }

    @Test
    void thereIsNothingToSeeBeforeTheFirstRoundNorAfterTheRun() {
        LocalTrainer trainer = trainer(IMAGES, IMAGE_REGIONS);
        assertThatThrownBy(desk.ask("breast", 0)::join)
                .hasCauseInstanceOf(NotNowException.class)
                .hasMessageContaining("next round");

        result(trainer.close());

        assertThatThrownBy(desk.ask("breast", 0)::join)
                .hasCauseInstanceOf(NotNowException.class)
                .hasMessageContaining("first round");
    }

    @Test
    void betweenRoundsImagesAreClassifiedAndExplained() throws IOException {
        LocalTrainer trainer = trainer(IMAGES, IMAGE_REGIONS);
        result(trainer.train(order(IMAGES, 2, "breast", "skin"), (step, of, loss) -> {}));

        Pictures pictures = desk.ask("breast", 0).join();

        assertThat(pictures.classes()).containsExactly("dark", "bright");
        assertThat(pictures.part()).isEqualTo(Part.HELD_OUT);
        assertThat(pictures.samples()).isEqualTo(4);
        assertThat(pictures.model()).isEqualTo("round 3, trained");
        List<Pictures.Image> images = ((Pictures.Images) pictures.content()).images();
        assertThat(images).extracting(Pictures.Image::number).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(images).allSatisfy(image -> {
            assertThat(image.label()).isEqualTo(image.number() % 2);
            assertThat(image.pixels()).hasSize(3 * 16 * 16);
            assertThat(image.prediction().probabilities()).hasSize(2);
            assertThat(image.prediction().heat().values()).isNotEmpty();
        });

        result(trainer.restore(Optional.empty()));
        assertThatThrownBy(desk.ask("breast", 0)::join)
                .as("the model is none that belongs together")
                .hasMessageContaining("next round");
        assertThatThrownBy(desk.ask("nose", 0)::join).hasMessageContaining("'nose'; this run has breast, skin");
        result(trainer.close());
    }

    @Test
    void whoAsksDuringAStepIsAnsweredBeforeTheNext() throws IOException {
        AtomicInteger reads = new AtomicInteger();
        AtomicReference<CompletableFuture<Pictures>> asked = new AtomicReference<>();
        SiteRegion watched = WatchedRegion.of(TestRegions.region("breast", 8), () -> {
            if (reads.incrementAndGet() == 3) { // of the second step's two
                asked.set(desk.ask("breast", 0));
            }
        });
        LocalTrainer trainer = trainer(IMAGES, List.of(watched));

        result(trainer.train(order(IMAGES, 4, "breast"), (step, of, loss) -> {}));

        assertThat(asked.get().join().model()).isEqualTo("round 3, after 2 of 4 steps");
        result(trainer.close());
    }

    @Test
    void theSameBitsComeOfARoundThatIsLookedAtAfterEachStep() throws IOException {
        assertTheSameBits(IMAGES, IMAGE_REGIONS, "breast", "skin");
    }

    @Test
    void theSameBitsComeOfARoundOnVolumesThatIsLookedAt() throws IOException {
        List<Pictures> seen = assertTheSameBits(VOLUMES, VOLUME_REGIONS, "spine");

        assertThat(seen).allSatisfy(pictures -> {
            Pictures.Scan scan = (Pictures.Scan) pictures.content();
            assertThat(scan.whole()).isFalse();
            assertThat(scan.image().grid().x()).isEqualTo(16);
            assertThat(scan.image().grid().z()).isEqualTo(8);
            assertThat(scan.truth().grid()).isEqualTo(scan.image().grid());
            assertThat(scan.prediction().grid()).isEqualTo(scan.image().grid());
            assertThat(new HashSet<>(labels(scan)))
                    .as("the cut shows something")
                    .hasSizeGreaterThan(1);
        });
    }

    private static List<Short> labels(Pictures.Scan scan) {
        List<Short> labels = new ArrayList<>();
        for (short label : scan.truth().labels()) {
            labels.add(label);
        }
        return labels;
    }

    /** @return what was seen while it was trained */
    private List<Pictures> assertTheSameBits(Plan plan, List<SiteRegion> regions, String... names) throws IOException {
        LocalTrainer alone = trainer(plan, regions);
        TrainingOrder unseen = order(plan, 4, names);
        result(alone.train(unseen, (step, of, loss) -> {}));
        result(alone.close());

        LocalTrainer watched = trainer(plan, regions);
        TrainingOrder looked = order(plan, 4, names);
        List<CompletableFuture<Pictures>> answers = new ArrayList<>();
        result(watched.train(looked, (step, of, loss) -> answers.add(desk.ask(names[0], (int) step))));
        List<Pictures> seen = answers.stream()
                .map(answer -> answer.handle((pictures, busy) -> Optional.ofNullable(pictures))
                        .join())
                .flatMap(Optional::stream)
                .toList();
        result(watched.close());

        assertThat(seen).isNotEmpty();
        assertThat(digests(looked)).isEqualTo(digests(unseen));
        return seen;
    }
}
