package io.lorkd.site.train;

import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.RegionData;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;

/** A region of images that tells before each training image is read, so that a test can step in between two steps. */
public final class WatchedRegion {

    private WatchedRegion() {}

    public static SiteRegion of(SiteRegion region, Runnable onRead) {
        return new SiteRegion(region.name(), (preprocessing, parts, seed) -> {
            RegionData data = ((ImageRegion) region.source()).open(preprocessing, parts, seed);
            ImageSource training = new ImageSource() {
                @Override
                public int size() {
                    return data.training().size();
                }

                @Override
                public int label(int i) {
                    return data.training().label(i);
                }

                @Override
                public void read(int i, float[] into) {
                    onRead.run();
                    data.training().read(i, into);
                }
            };
            return new RegionData(data.region(), data.classes(), training, data.validation(), data.test());
        });
    }
}
