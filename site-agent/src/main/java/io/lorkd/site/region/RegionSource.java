package io.lorkd.site.region;

import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.plan.Plan;

/**
 * Opens a region's images. It is asked twice: before the site enrols, with the default plan, for the classes and the
 * number of samples, and again with the plan of the run.
 */
@FunctionalInterface
public interface RegionSource {
    /**
     * @param preprocessing how images come out
     * @param parts how many training images are taken, and what is held out
     * @param seed of whatever is drawn, such as the held-out part
     * @throws io.lorkd.model.InvalidInputException if the data cannot be used
     */
    RegionData open(Preprocessing preprocessing, Plan.Data parts, long seed);
}
