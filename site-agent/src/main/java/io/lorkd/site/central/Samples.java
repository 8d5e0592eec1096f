package io.lorkd.site.central;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Batches;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.SampleStream;

import java.util.List;

/** What is trained on: an endless stream, of which any stretch can be read. */
public interface Samples {

    /** Samples of one pass over all. */
    long perPass();

    /** @param position counts from 0 at the start of the first pass */
    Batch read(long position, int count);

    /**
     * Training images of the session's regions, in its order.
     *
     * @param imageSize the size that they were opened with
     * @param flip whether each is mirrored with probability 1/2
     */
    static Samples ofImages(List<RegionData> regions, int imageSize, long seed, boolean flip) {
        SampleStream stream = new SampleStream(
                seed, regions.stream().map(region -> region.training().size()).toList(), flip);
        return new Samples() {
            @Override
            public long perPass() {
                return stream.samplesPerPass();
            }

            @Override
            public Batch read(long position, int count) {
                return Batches.read(regions, stream.take(position, count), imageSize);
            }
        };
    }
}
