package io.lorkd.site.central;

import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.site.train.SiteData;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Volumes of all regions. A volume is labelled for its own region alone: another region's structures may well be in it, and
 * are not said to be absent. So each region trains its own rows of the unified head, and they are put together at the end.
 */
record UnifiedVolumes(SiteData data) implements UnifiedData {
    @Override
    public List<String> classes() {
        return data.heads().stream()
                .flatMap(head -> head.classes().stream().map(name -> head.region() + "/" + name))
                .toList();
    }

    @Override
    public List<Foundation.Score> test(TrainingSession session) {
        List<Foundation.Score> scores = new ArrayList<>();
        for (int region = 0; region < data.heads().size(); region++) {
            RegionResult result = data.test(session, region, 0);
            Map<String, Double> values = new LinkedHashMap<>();
            result.scores().values().forEach((name, value) -> values.put(name, value.orElse(Double.NaN)));
            scores.add(new Foundation.Score(result.region(), Math.toIntExact(result.tested()), values));
        }
        return scores;
    }
}
