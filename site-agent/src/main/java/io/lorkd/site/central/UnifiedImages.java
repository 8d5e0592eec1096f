package io.lorkd.site.central;

import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.UnifiedRegions;
import io.lorkd.model.metric.ClassificationMetrics;
import io.lorkd.model.train.Predictions;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.SiteData;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images of all regions as those of one, whose classes exclude each other: one softmax over all of them. */
record UnifiedImages(Plan plan, UnifiedRegions regions, SiteData data) implements UnifiedData {
    /** What the regions are together, to the session. */
    private static final String ALL = "foundation";

    static UnifiedImages of(Plan plan, List<RegionData> regions) {
        UnifiedRegions unified = new UnifiedRegions(regions);
        ImageRegion all = (preprocessing, parts, seed) -> unified.as(ALL);
        return new UnifiedImages(plan, unified, SiteData.open(plan, List.of(new SiteRegion(ALL, all))));
    }

    @Override
    public List<String> classes() {
        return regions.classes();
    }

    @Override
    public List<Foundation.Score> test(TrainingSession session) {
        List<Foundation.Score> scores = new ArrayList<>();
        for (int i = 0; i < regions.regions().size(); i++) {
            RegionData region = regions.regions().get(i);
            Predictions predictions =
                    session.predict(ALL, regions.test(i), plan.network().imageSize(), false);
            scores.add(new Foundation.Score(
                    region.region(), region.test().size(), values(predictions, region, regions.offset(i))));
        }
        return scores;
    }

    /** By the classes of all regions, and by the region's own alone, as an expert of it is measured. */
    private static Map<String, Double> values(Predictions predictions, RegionData region, int first) {
        int end = first + region.classes().size();
        double[][] own = Arrays.stream(predictions.probabilities())
                .map(row -> Arrays.copyOfRange(row, first, end))
                .toArray(double[][]::new);
        int[] labels =
                Arrays.stream(predictions.labels()).map(label -> label - first).toArray();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(
                "accuracy",
                ClassificationMetrics.of(predictions.probabilities(), predictions.labels())
                        .accuracy());
        values.put("own classes", ClassificationMetrics.of(own, labels).accuracy());
        return values;
    }
}
