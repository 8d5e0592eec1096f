package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;

import java.util.Objects;

/**
 * A case: a volume as the network sees it, and what is to be found in it.
 *
 * @param name the case's
 * @param image prepared: axes along right, anterior and superior, at the plan's spacing, clipped and z-scored
 * @param mask 0 for background, c + 1 for class c of the region. In a training or validation part it lies on the image's
 *     grid; in a test part on the scan's own, at its own resolution, since that is where a prediction is scored
 */
public record LabelledVolume(String name, Volume image, Mask mask) {

    public LabelledVolume {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(mask, "mask");
    }
}
