package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.DataSets;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.plan.Plan;

import java.nio.file.Path;

/** A region whose images are a data set on disk. */
record DataSetOnDisk(String region, Path path) implements ImageRegion {
    @Override
    public RegionData open(Preprocessing preprocessing, Plan.Data parts, long seed) {
        return DataSets.open(path, region, preprocessing, parts.maxTrainingImages(), parts.heldOut(), seed);
    }

    @Override
    public DataSetSummary summary() {
        return DataSets.summarise(path);
    }
}
