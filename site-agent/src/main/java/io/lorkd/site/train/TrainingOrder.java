package io.lorkd.site.train;

import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Work;

import java.nio.file.Path;
import java.util.Map;

/**
 * The work of one round.
 *
 * @param backbone the file to start from
 * @param ranks each region's rank; empty in warm-up
 * @param position samples taken from the site's stream before this round
 * @param update where the update is written
 * @param unit the empty folder where the unit's tensors are written
 */
public record TrainingOrder(
        Phase phase,
        Path backbone,
        Map<String, Integer> ranks,
        double learningRate,
        Work work,
        long position,
        Path update,
        Path unit) {
    public TrainingOrder {
        ranks = Map.copyOf(ranks);
    }
}
