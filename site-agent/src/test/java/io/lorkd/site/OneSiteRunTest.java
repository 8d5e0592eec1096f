package io.lorkd.site;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Images;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.train.ExpertClassifier;
import io.lorkd.model.train.ExpertLibrary;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.protocol.message.Work;
import io.lorkd.site.command.PredictCommand;
import io.lorkd.site.train.PlannedModel;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

/** A site with two regions takes part in a whole run, with the real trainer, and its experts are used afterwards. */
class OneSiteRunTest {
    private static final Map<String, Integer> RANKS = Map.of("breast", 4, "skin", 2);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        result(vertx.close());
    }

    @Test
    void trainsPromotesAndWritesAnExpertForEachOfItsRegions() throws IOException {
        StubCoordinator coordinator = new StubCoordinator(vertx, temporary, TestRegions.plan()).listen();
        Path state = temporary.resolve("state");
        SiteAgent agent = result(SiteAgent.start(
                vertx,
                new SiteSettings(
                        SITE,
                        state,
                        List.of(TestRegions.region("breast", 10), TestRegions.region("skin", 6)),
                        new StepLock())));
        assertThat(coordinator.hears(Enrol.class).regions()).hasSize(2);

        coordinator.tell(coordinator.offer(1, 1, Phase.WARMUP, Map.of(), new Work.Passes(1, 8)));
        UpdateReady warmup = coordinator.hears(UpdateReady.class, 1);
        PlannedModel.manifest(TestRegions.plan()).check(result(coordinator.pull(warmup, "coordinator")));
        assertThat(warmup.samples()).isEqualTo(16);
        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE))).isInstanceOf(Answer.Accepted.class);

        coordinator.tell(coordinator.offer(2, 1, Phase.DECOMPOSITION, RANKS, new Work.Steps(2, 4)));
        UpdateReady second = coordinator.hears(UpdateReady.class, 2);
        assertThat(second.losses()).containsOnlyKeys("breast", "skin");
        assertThat(coordinator.tell(coordinator.committed(2, 1, SITE))).isInstanceOf(Answer.Accepted.class);
        assertThat(state.resolve("units/promoted")).hasContent("round-2-attempt-1");

        String last = coordinator.backbone(3);
        coordinator.tell(new RunFinished(RUN, last, RANKS));
        SiteOutcome outcome = result(agent.ended());

        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.FINISHED);
        assertThat(coordinator.hears(SiteReport.class).regions())
                .isEqualTo(outcome.regions())
                .extracting(RegionResult::region, RegionResult::rank, RegionResult::samples, RegionResult::tested)
                .containsExactly(tuple("breast", 4, 10L, 6L), tuple("skin", 2, 6L, 6L));
        assertThat(ExpertCard.read(state.resolve("experts/skin.json")))
                .extracting(ExpertCard::region, ExpertCard::rank, ExpertCard::backboneSha256, ExpertCard::classNames)
                .containsExactly("skin", 2, last, List.of("dark", "bright"));
        predicts(state.resolve("experts/breast.safetensors"));
        switches(state.resolve("experts"));
    }

    private void switches(Path experts) {
        List<float[]> images = List.of(new float[3 * 16 * 16]);
        try (ExpertLibrary library = ExpertLibrary.open(experts)) {
            for (String region : List.of("skin", "breast", "skin")) {
                try (ExpertClassifier fused = ExpertClassifier.open(experts.resolve(region + ".safetensors"))) {
                    assertThat(library.classifier(region).predict(images)[0])
                            .containsExactly(fused.predict(images)[0], within(1e-6));
                }
            }
        }
    }

    private void predicts(Path expert) throws IOException {
        Path image = temporary.resolve("image.png");
        ImageIO.write(new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        StringWriter out = new StringWriter();

        int exit = new CommandLine(new PredictCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .execute("--expert", expert.toString(), image.toString(), image.toString());

        assertThat(exit).isZero();
        assertThat(out.toString().lines()).hasSize(3).first().asString().matches("image +dark +bright");
        try (ExpertClassifier classifier = ExpertClassifier.open(expert)) {
            double[] expected = classifier.predict(List.of(Images.read(image, new Preprocessing(16))))[0];
            String[] cells = out.toString().lines().toList().get(1).split(" +");
            assertThat(Double.parseDouble(cells[1])).isCloseTo(expected[0], within(1e-4));
            assertThat(expected[0] + expected[1]).isCloseTo(1, within(1e-6));
        }
        refusesABadImageAndPrintsNothing(expert, image);
        refusesADamagedExpert(expert, image);
    }

    private void refusesABadImageAndPrintsNothing(Path expert, Path image) throws IOException {
        Path bad = Files.writeString(temporary.resolve("bad.png"), "no image");
        StringWriter out = new StringWriter();

        Exception failure = CommandFailures.of(
                new PredictCommand(), out, "--expert", expert.toString(), image.toString(), bad.toString());

        assertThat(failure).isInstanceOf(InvalidInputException.class).hasMessageContaining("bad.png");
        assertThat(out.toString()).isEmpty();
    }

    private void refusesADamagedExpert(Path expert, Path image) throws IOException {
        byte[] whole = Files.readAllBytes(expert);
        Path cut = temporary.resolve("cut.safetensors");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 10));
        Files.copy(expert.resolveSibling("breast.json"), temporary.resolve("cut.json"));
        StringWriter out = new StringWriter();

        Exception failure = CommandFailures.of(new PredictCommand(), out, "--expert", cut.toString(), image.toString());

        assertThat(failure).isInstanceOf(InvalidInputException.class).hasMessageContaining("cut.safetensors");
        assertThat(out.toString()).isEmpty();
    }
}
