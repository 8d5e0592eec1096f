package io.lorkd.model.explain;

/**
 * Gradient-weighted class activation mapping (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via
 * Gradient-based Localization", ICCV 2017, section 3). Each channel k of the last feature maps A counts by the mean over
 * all places of what the class's score before the softmax, y, gains with it, alpha_k = mean_ij dy/dA^k_ij (Eq. 1); the map is
 * ReLU(sum_k alpha_k A^k) (Eq. 2), here divided by its largest value.
 *
 * <p>Behind a global average and a linear head it is the class activation map of the head's weights (Zhou et al., 2016), up
 * to scale.
 */
public final class GradCam {

    private GradCam() {}

    /**
     * @param maps of one image: shape (channels, height, width), flat
     * @param gradients of the class's score by the maps: of the same shape
     */
    public static HeatMap of(float[] maps, float[] gradients, int channels, int height, int width) {
        int places = Math.multiplyExact(height, width);
        if (maps.length != Math.multiplyExact(channels, places) || gradients.length != maps.length) {
            throw new IllegalArgumentException(maps.length + " values and " + gradients.length + " gradients for "
                    + channels + " maps of " + height + " x " + width);
        }
        double[] sums = new double[places];
        for (int k = 0; k < channels; k++) {
            double alpha = 0;
            for (int i = 0; i < places; i++) {
                alpha += gradients[k * places + i];
            }
            alpha /= places;
            for (int i = 0; i < places; i++) {
                sums[i] += alpha * maps[k * places + i];
            }
        }
        return HeatMap.ofPositive(height, width, sums);
    }
}
