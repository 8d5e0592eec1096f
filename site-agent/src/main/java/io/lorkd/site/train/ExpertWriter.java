package io.lorkd.site.train;

import io.lorkd.model.data.RegionData;
import io.lorkd.model.metric.ClassificationMetrics;
import io.lorkd.model.train.ExpertCard;
import io.lorkd.model.train.Predictions;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.folder.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tests each region's fused expert and writes it, with the card that says how to use it. */
final class ExpertWriter {
    /** What images are normalised with, each channel alike. */
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    private final Plan plan;
    private final String backbone;
    private final Path folder;
    private final List<RegionResult> results = new ArrayList<>();

    /**
     * @param backbone SHA-256 of the backbone that the experts are fused with
     */
    ExpertWriter(Plan plan, String backbone, Path folder) {
        this.plan = plan;
        this.backbone = backbone;
        this.folder = folder;
    }

    /**
     * @param session with that backbone loaded
     * @param rank the region's; 0 without an expert
     */
    void write(TrainingSession session, RegionData region, int rank) throws IOException {
        int imageSize = plan.network().imageSize();
        Predictions predictions = session.predict(region.region(), region.test(), imageSize, false);
        ClassificationMetrics metrics = ClassificationMetrics.of(predictions.probabilities(), predictions.labels());

        // The card is removed first and written last: an expert with a card is whole, and the card is its own.
        Path card = folder.resolve(region.region() + ".json");
        Path weights = folder.resolve(region.region() + ".safetensors");
        Files.deleteIfExists(card);
        Path weightsAside = folder.resolve(region.region() + ".safetensors.writing");
        session.writeExpert(region.region(), weightsAside);
        DurableFiles.force(weightsAside);
        DurableFiles.move(weightsAside, weights);
        SiteCrashPoint.EXPERT_WEIGHTS_WRITTEN.reached();
        Path cardAside = folder.resolve(region.region() + ".json.writing");
        new ExpertCard(
                        region.region(),
                        region.classes(),
                        plan.network().architecture(),
                        PlannedModel.stem(plan),
                        imageSize,
                        rank,
                        backbone,
                        HALF,
                        HALF)
                .write(cardAside);
        DurableFiles.force(cardAside);
        DurableFiles.move(cardAside, card);
        SiteCrashPoint.EXPERT_WRITTEN.reached();

        results.add(new RegionResult(
                region.region(),
                region.training().size(),
                region.test().size(),
                rank,
                metrics.accuracy(),
                metrics.macroF1(),
                metrics.auc()));
    }

    List<RegionResult> results() {
        return List.copyOf(results);
    }
}
