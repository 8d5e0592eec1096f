package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.train.RegionHead;
import io.lorkd.site.picture.Part;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Which of a region's samples are shown. */
final class ShownRegion {
    /** Next to the golden section: samples that follow each other in what is shown lie far apart in the data. */
    private static final double STRIDE = 0.618034;

    private ShownRegion() {}

    /** @throws InvalidInputException if there is no such region */
    static int index(List<RegionHead> heads, String region) {
        List<String> names = heads.stream().map(RegionHead::region).toList();
        int index = names.indexOf(region);
        if (index < 0) {
            throw new InvalidInputException(
                    "found the region '" + region + "'; this run has " + String.join(", ", names) + " here");
        }
        return index;
    }

    /**
     * The first part that has samples.
     *
     * @param samples how many a part has
     */
    static Part part(ToIntFunction<Part> samples) {
        for (Part part : Part.values()) {
            if (samples.applyAsInt(part) > 0) {
                return part;
            }
        }
        return Part.TRAINING;
    }

    /**
     * The samples of a page: different ones, spread over the part, since data sets are often sorted by class. The pages
     * go round through all samples.
     */
    static List<Integer> spread(int samples, int page, int perPage) {
        int shown = Math.min(samples, perPage);
        int stride = Math.max(1, (int) Math.round(STRIDE * samples));
        while (common(stride, samples) > 1) {
            stride++;
        }
        int step = stride;
        return IntStream.range(0, shown)
                .mapToObj(i -> (int) (((long) page * shown + i) * step % samples))
                .toList();
    }

    private static int common(int a, int b) {
        return b == 0 ? a : common(b, a % b);
    }
}
