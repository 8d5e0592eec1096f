package io.lorkd.site.region;

import io.lorkd.model.data.DataSetSummary;

/** Where a region's data come from, and of what kind they are. */
public sealed interface RegionSource permits ImageRegion, VolumeRegion {
    /**
     * What a site enrols with, before it knows the plan: the classes, and all training samples, since a site's weight is
     * never more than that.
     *
     * @throws io.lorkd.model.InvalidInputException if the data cannot be used
     */
    DataSetSummary summary();
}
