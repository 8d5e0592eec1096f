package io.lorkd.model.train;

import java.util.Map;

/**
 * Losses before the update.
 *
 * @param loss the whole loss, mean over the batch: task, and transfer where there is a teacher
 * @param lossPerRegion mean task loss of each region present in the batch
 */
public record StepResult(double loss, Map<String, Double> lossPerRegion) {

    public StepResult {
        lossPerRegion = Map.copyOf(lossPerRegion);
    }
}
