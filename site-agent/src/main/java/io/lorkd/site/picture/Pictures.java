package io.lorkd.site.picture;

import io.lorkd.model.train.ExplainedPrediction;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;

import java.util.List;

/**
 * What the model makes of a few samples of one region.
 *
 * @param classes the region's
 * @param part where the samples come from
 * @param samples how many that part has
 * @param page which of its samples these are, counted in pages, from 0
 * @param model which state of the model it is, for people to read
 */
public record Pictures(
        String region, List<String> classes, Part part, int samples, int page, String model, Content content) {

    public Pictures {
        classes = List.copyOf(classes);
    }

    /** Images, or one volume. */
    public sealed interface Content permits Images, Scan {}

    /** @param images in the order in which they are shown */
    public record Images(List<Image> images) implements Content {
        public Images {
            images = List.copyOf(images);
        }
    }

    /**
     * An image as the network sees it.
     *
     * @param number which one of its part, from 0
     * @param pixels shape (3, size, size), flat, in -1...1
     * @param label its true class
     */
    public record Image(int number, float[] pixels, int size, int label, ExplainedPrediction prediction) {}

    /**
     * A volume as the network sees it, or what fits into one patch of it.
     *
     * @param name the case's
     * @param whole whether nothing is cut off
     * @param image in RAS
     * @param truth on the image's grid: c + 1 for class c
     * @param prediction likewise
     */
    public record Scan(String name, boolean whole, Volume image, Mask truth, Mask prediction) implements Content {}
}
