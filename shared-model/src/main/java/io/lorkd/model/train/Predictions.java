package io.lorkd.model.train;

/**
 * @param probabilities one row per image, one column per class of the region
 * @param labels the true class of each image
 * @param meanLoss mean task loss (cross-entropy at the training temperature)
 */
public record Predictions(double[][] probabilities, int[] labels, double meanLoss) {}
