package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;

import java.util.List;
import java.util.OptionalInt;

/** A region of images, each of one class. */
@FunctionalInterface
public non-sealed interface ImageRegion extends RegionSource {
    /**
     * Reads the images as a run's plan has them.
     *
     * @param preprocessing how images come out
     * @param parts how many training images are taken, and what is held out
     * @param seed of whatever is drawn, such as the held-out part
     * @throws io.lorkd.model.InvalidInputException if the data cannot be used
     */
    RegionData open(Preprocessing preprocessing, Plan.Data parts, long seed);

    /** Opens the images as the default plan has them; a source that knows without overrides this. */
    @Override
    default DataSetSummary summary() {
        Plan plan = PlanReader.defaults();
        RegionData data = open(
                new Preprocessing(plan.network().imageSize()),
                new Plan.Data(OptionalInt.empty(), plan.data().heldOut(), List.of()),
                plan.seed());
        return new DataSetSummary(data.classes(), data.training().size());
    }
}
