package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Batches;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.Sample;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.metric.ClassificationMetrics;
import io.lorkd.model.train.Predictions;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.picture.Unpredicted;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;

import java.util.List;

/** Regions of images, each image of one class. */
final class ImageData implements SiteData {
    /** What images are normalised with, each channel alike. */
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    private final Plan plan;
    private final List<RegionData> regions;
    private final SampleStream stream;

    private ImageData(Plan plan, List<RegionData> regions) {
        this.plan = plan;
        this.regions = regions;
        this.stream = new SampleStream(
                plan.seed(),
                regions.stream().map(region -> region.training().size()).toList(),
                plan.training().flip());
    }

    static ImageData open(Plan plan, List<SiteRegion> regions) {
        Preprocessing preprocessing = new Preprocessing(plan.network().imageSize());
        return new ImageData(
                plan,
                regions.stream()
                        .map(region -> images(region).open(preprocessing, plan.data(), plan.seed()))
                        .toList());
    }

    private static ImageRegion images(SiteRegion region) {
        if (region.source() instanceof ImageRegion images) {
            return images;
        }
        throw new InvalidInputException(
                "region " + region.name() + " has volumes, and the plan classifies images: it has"
                        + " no section segmentation. Take part in a plan that has one, or give the region a data set of images.");
    }

    @Override
    public List<RegionHead> heads() {
        return regions.stream()
                .map(region -> new RegionHead(region.region(), region.classes()))
                .toList();
    }

    @Override
    public SampleStream stream() {
        return stream;
    }

    @Override
    public Batch batch(List<Sample> samples) {
        return Batches.read(regions, samples, imageSize());
    }

    @Override
    public RegionLoss measure(TrainingSession session, int index) {
        RegionData region = regions.get(index);
        ImageSource part = region.validation().size() > 0 ? region.validation() : region.training();
        Predictions predictions = session.predict(region.region(), part, imageSize(), true);
        return new RegionLoss(predictions.meanLoss(), part.size());
    }

    @Override
    public RegionResult test(TrainingSession session, int index, int rank) {
        RegionData region = regions.get(index);
        Predictions predictions = session.predict(region.region(), region.test(), imageSize(), false);
        ClassificationMetrics metrics = ClassificationMetrics.of(predictions.probabilities(), predictions.labels());
        return new RegionResult(
                region.region(),
                region.training().size(),
                region.test().size(),
                rank,
                new Scores.Classification(metrics.accuracy(), metrics.macroF1(), metrics.auc()));
    }

    @Override
    public Unpredicted unpredicted(String region, int page) {
        return UnpredictedImages.read(
                regions.get(ShownRegion.index(heads(), region)),
                page,
                imageSize(),
                plan.training().batchSize());
    }

    @Override
    public ExpertCard card(int index, int rank, String backbone) {
        RegionData region = regions.get(index);
        return new ClassificationCard(
                region.region(),
                region.classes(),
                plan.network().architecture(),
                PlannedModel.stem(plan),
                imageSize(),
                rank,
                backbone,
                HALF,
                HALF);
    }

    private int imageSize() {
        return plan.network().imageSize();
    }
}
