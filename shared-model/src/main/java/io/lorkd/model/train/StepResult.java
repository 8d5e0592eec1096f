package io.lorkd.model.train;

import java.util.Map;

/**
 * Losses and predictions before the update.
 *
 * @param loss the whole loss, mean over the batch: task, and transfer where there is a teacher
 * @param lossPerRegion mean task loss of each region present in the batch
 * @param scorePerRegion how well each of these regions was predicted, from 0 to 1: the share of images whose class was
 *     most likely; or the Dice coefficient, mean over samples and classes
 */
public record StepResult(double loss, Map<String, Double> lossPerRegion, Map<String, Double> scorePerRegion) {

    public StepResult {
        lossPerRegion = Map.copyOf(lossPerRegion);
        scorePerRegion = Map.copyOf(scorePerRegion);
    }
}
