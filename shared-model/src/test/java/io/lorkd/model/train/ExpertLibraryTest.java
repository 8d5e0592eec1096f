package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.ImageBatch;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertFolder;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.Digests;
import io.lorkd.model.tensor.Dtype;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ExpertLibraryTest {

    private static final Map<String, Integer> RANKS = Map.of("skin", 4, "chest", 2, "head", 0);

    @TempDir
    private Path folder;

    private ExpertFolder files;

    @BeforeEach
    void folder() throws IOException {
        files = new ExpertFolder(folder.resolve("experts"));
        Files.createDirectories(files.unfused());
    }

    /** Three regions after a few steps, each written fused and unfused. */
    private void write(boolean localNormalisation) throws IOException {
        ModelSettings settings = Sessions.with(Sessions.settings(Dtype.F32), localNormalisation, false);
        Path backbone = Sessions.backbone(settings, folder);
        List<RegionHead> regions = Sessions.regions("skin", "chest", "head");
        try (TrainingSession session = TrainingSession.open(settings, regions, new StepLock())) {
            session.ranks(RANKS);
            session.backbone(backbone);
            for (int i = 0; i < 3; i++) {
                session.step(batch(i, 3, 3, 3), Sessions.RATE, false);
            }
            session.backbone(backbone);
            Files.copy(backbone, files.backbone());
            String digest = Digests.sha256(backbone);
            for (RegionHead region : regions) {
                String name = region.region();
                session.writeExpert(name, files.fused(name));
                session.writeLowRank(name, files.fused(name), files.lowRank(name));
                card(name, digest).write(files.card(name));
            }
        }
    }

    private static ImageBatch batch(long seed, int... perRegion) {
        return SyntheticBatches.batch(seed, Sessions.IMAGE_SIZE, Sessions.CLASSES, perRegion);
    }

    private static ClassificationCard card(String region, String backbone) {
        List<Double> half = List.of(0.5, 0.5, 0.5);
        return new ClassificationCard(
                region,
                List.of("a", "b", "c"),
                "shufflenet-v2-x0.5",
                Stem.SMALL,
                Sessions.IMAGE_SIZE,
                RANKS.get(region),
                backbone,
                half,
                half);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExpertChangesWithoutAFileAndEqualsTheFusedOne(boolean localNormalisation) throws IOException {
        write(localNormalisation);
        SyntheticBatches.Images images = new SyntheticBatches.Images(batch(99, 2, 2, 2));
        try (ExpertLibrary library = ExpertLibrary.open(files.folder())) {
            deleteUnfused();
            assertThat(library.regions()).containsExactly("chest", "head", "skin");
            for (String region : List.of("skin", "chest", "skin", "head", "chest")) {
                double[][] found = library.classifier(region).predict(images.all());
                try (ExpertClassifier fused = ExpertClassifier.open(files.fused(region))) {
                    double[][] expected = fused.predict(images.all());
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(found[i]).containsExactly(expected[i], within(1e-6));
                    }
                }
            }
        }
    }

    @Test
    void regionsDiffer() throws IOException {
        write(false);
        SyntheticBatches.Images images = new SyntheticBatches.Images(batch(99, 1));
        try (ExpertLibrary library = ExpertLibrary.open(files.folder())) {
            double skin = library.classifier("skin").predict(images.all())[0][0];
            double chest = library.classifier("chest").predict(images.all())[0][0];
            assertThat(skin).isNotCloseTo(chest, within(1e-4));
        }
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws IOException {
        write(false);
        refused("foot", "chest, head, skin");

        card("skin", "0".repeat(64)).write(files.card("skin"));
        refused("skin", "skin.json", "0".repeat(64));

        card("skin", Digests.sha256(files.backbone())).write(files.card("skin"));
        Files.copy(files.lowRank("chest"), files.lowRank("skin"), StandardCopyOption.REPLACE_EXISTING);
        refused("skin", "skin.expert.safetensors", "conv1.0.A");

        deleteUnfused();
        refused("skin", "backbone.safetensors");
    }

    private void refused(String region, String... named) {
        assertThatThrownBy(() -> {
                    try (ExpertLibrary library = ExpertLibrary.open(files.folder())) {
                        library.classifier(region);
                    }
                })
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(named);
    }

    private void deleteUnfused() throws IOException {
        try (var all = Files.list(files.unfused())) {
            for (Path each : all.toList()) {
                Files.delete(each);
            }
        }
    }
}
