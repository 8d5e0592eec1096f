package io.lorkd.model.data;

/**
 * One entry of a {@link SampleStream}.
 *
 * @param region which of the site's regions, by position
 * @param index which of the region's training images
 * @param flip whether it is read mirrored left to right
 */
public record Sample(int region, int index, boolean flip) {}
