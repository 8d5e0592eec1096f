package io.lorkd.model.data;

/**
 * One entry of a {@link SampleStream}.
 *
 * @param region which of the site's regions, by position
 * @param index which of the region's training samples
 * @param flip whether it is read mirrored left to right
 * @param draw what anything else about this entry is drawn from: another one for every pass, region and index
 */
public record Sample(int region, int index, boolean flip, long draw) {

    /** An entry about which nothing else is drawn. */
    public Sample(int region, int index, boolean flip) {
        this(region, index, flip, 0);
    }
}
