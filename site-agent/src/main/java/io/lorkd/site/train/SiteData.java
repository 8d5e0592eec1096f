package io.lorkd.site.train;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Sample;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.picture.Unpredicted;
import io.lorkd.site.region.SiteRegion;

import java.util.List;

/**
 * A site's regions as a plan has them: what its model is trained on, measured by and tested on, of whatever kind the data
 * are. Regions count through {@link #heads()}, as those of a {@link Sample} do.
 */
public interface SiteData {

    /**
     * @throws io.lorkd.model.InvalidInputException if a region's data cannot be used as the plan asks
     */
    static SiteData open(Plan plan, List<SiteRegion> regions) {
        return plan.segmentation()
                .<SiteData>map(settings -> VolumeData.open(plan, settings, regions))
                .orElseGet(() -> ImageData.open(plan, regions));
    }

    /** Each region's name and classes. */
    List<RegionHead> heads();

    /** The order in which training samples are read. */
    SampleStream stream();

    /** Reads training samples, sorted by region. */
    Batch batch(List<Sample> samples);

    /**
     * A region's mean loss on its held-out part; on its training part where nothing is held out (Eq. 2 needs a number from
     * each). Normalisation is by batch: before warm-up running statistics mean nothing.
     */
    RegionLoss measure(TrainingSession session, int region);

    /**
     * Tests a region's expert on its test part.
     *
     * @param session with the backbone loaded that the expert belongs to
     * @param rank the expert's, for the result; 0 without one
     */
    RegionResult test(TrainingSession session, int region, int rank);

    /**
     * Reads a few samples for somebody to look at, and what the model makes of them; from any thread.
     *
     * @param region by name
     * @param page 0 for the first few, 1 for the next, and so on, round and round
     * @throws io.lorkd.model.InvalidInputException if there is no such region, or a file cannot be read
     */
    Unpredicted unpredicted(String region, int page);

    /**
     * How a region's fused expert is used.
     *
     * @param backbone SHA-256 of the backbone that it is fused with
     */
    ExpertCard card(int region, int rank, String backbone);
}
