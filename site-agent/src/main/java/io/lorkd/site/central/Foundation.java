package io.lorkd.site.central;

import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.UnifiedRegions;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.metric.ClassificationMetrics;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.Predictions;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.SiteData;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A foundation model: the network that a plan's teacher is, trained on the images of all regions in one place, with one
 * unified head over the classes of all of them (paper, 4.1). Confined to one thread; holds native memory until it is closed.
 */
public final class Foundation implements AutoCloseable {
    /** What the regions are together, to the session. */
    private static final String ALL = "foundation";

    private final Plan plan;
    private final ModelSettings model;
    private final UnifiedRegions regions;
    private final SiteData data;
    private final TrainingSession session;

    private Foundation(Plan plan, ModelSettings model, UnifiedRegions regions, SiteData data, TrainingSession session) {
        this.plan = plan;
        this.model = model;
        this.regions = regions;
        this.data = data;
        this.session = session;
    }

    /**
     * How well a region's test images are told apart.
     *
     * @param accuracy by the classes of all regions: an image taken for another region's is wrong
     * @param withinRegion by the region's own classes, as an expert of it is measured
     */
    public record Score(String region, int tested, double accuracy, double withinRegion) {}

    /**
     * Weights as the plan's seed has them.
     *
     * @param from a safetensors file with the network's tensors to begin from instead
     * @throws io.lorkd.model.InvalidInputException if the plan has no teacher that can be trained, or {@code from} cannot be
     *     used
     */
    public static Foundation open(Plan plan, List<RegionData> regions, Optional<Path> from) {
        ModelSettings model = PlannedModel.foundation(plan);
        UnifiedRegions unified = new UnifiedRegions(regions);
        ImageRegion all = (preprocessing, parts, seed) -> unified.as(ALL);
        SiteData data = SiteData.open(plan, List.of(new SiteRegion(ALL, all)));
        TrainingSession session = TrainingSession.open(model, data.heads(), new StepLock());
        try {
            from.ifPresentOrElse(session::backbone, () -> begin(session, model));
            return new Foundation(plan, model, unified, data, session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void begin(TrainingSession session, ModelSettings model) {
        try {
            Path folder = Files.createTempDirectory("lorkd-foundation");
            Path initial = folder.resolve("initial.safetensors");
            try {
                Initialiser.backbone(
                        BackboneManifest.of(model.network(), true, model.dtype()),
                        model.network(),
                        model.seed(),
                        initial);
                session.backbone(initial);
            } finally {
                Files.deleteIfExists(initial);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The first weights could not be written to the folder for temporary files", e);
        }
    }

    /** Samples of one pass over all training images. */
    public long samplesPerPass() {
        return data.stream().samplesPerPass();
    }

    /** Trains; may be called once. */
    public void train(CentralTraining.Budget budget, CentralTraining.Listener listener) {
        new CentralTraining(session, data, budget).run(listener);
    }

    /** Tests each region by its test images. */
    public List<Score> test() {
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < regions.regions().size(); i++) {
            RegionData region = regions.regions().get(i);
            Predictions predictions =
                    session.predict(ALL, regions.test(i), plan.network().imageSize(), false);
            int first = regions.offset(i);
            int end = first + region.classes().size();
            double[][] own = Arrays.stream(predictions.probabilities())
                    .map(row -> Arrays.copyOfRange(row, first, end))
                    .toArray(double[][]::new);
            int[] labels = Arrays.stream(predictions.labels())
                    .map(label -> label - first)
                    .toArray();
            scores.add(new Score(
                    region.region(),
                    region.test().size(),
                    ClassificationMetrics.of(predictions.probabilities(), predictions.labels())
                            .accuracy(),
                    ClassificationMetrics.of(own, labels).accuracy()));
        }
        return scores;
    }

    /**
     * Writes the network under torchvision's names, the unified head as {@code fc.weight} and {@code fc.bias}, and the {@link
     * TeacherCard} as metadata. The file appears whole or not at all.
     */
    public void write(Path to) {
        TeacherCard card = new TeacherCard(
                model.network().name(), PlannedModel.stem(plan, plan.teacher().orElseThrow()), regions.classes());
        session.writeExpert(ALL, to, card.metadata());
    }

    @Override
    public void close() {
        session.close();
    }
}
