package io.lorkd.model.expert;

import io.lorkd.model.network.Stem;

import java.util.List;

/**
 * Of an expert that says of an image which class it is.
 *
 * @param classes in the order of the head's outputs
 * @param imageSize images are resized to this many pixels on a side
 * @param mean subtracted from each channel of an image in 0...1
 * @param std what the difference is divided by
 */
public record ClassificationCard(
        String region,
        List<String> classes,
        String network,
        Stem stem,
        int imageSize,
        int rank,
        String backboneSha256,
        List<Double> mean,
        List<Double> std)
        implements ExpertCard {

    public ClassificationCard {
        classes = List.copyOf(classes);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (classes.isEmpty() || imageSize < 1 || rank < 0) {
            throw new IllegalArgumentException(
                    "an expert has classes, an image size above 0 and a rank of 0 or more, not " + classes + ", "
                            + imageSize + " and " + rank);
        }
    }

    @Override
    public List<String> classNames() {
        return classes;
    }
}
