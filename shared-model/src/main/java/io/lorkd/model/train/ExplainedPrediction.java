package io.lorkd.model.train;

import io.lorkd.model.explain.HeatMap;

/**
 * What a classifier makes of one image, and why.
 *
 * @param probabilities one for each class of the region
 * @param heat where in the image the class of the largest probability is seen, see {@link
 *     io.lorkd.model.explain.GradCam}; as coarse as the network's last feature maps
 */
public record ExplainedPrediction(double[] probabilities, HeatMap heat) {

    /** The class of the largest probability; the first of several. */
    public int predicted() {
        int largest = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (probabilities[c] > probabilities[largest]) {
                largest = c;
            }
        }
        return largest;
    }
}
