package io.lorkd.site.train;

import java.util.Map;

/**
 * What a round's work came to.
 *
 * @param samples samples used
 * @param position samples taken from the site's stream after this round
 * @param losses the mean training loss per region that had samples
 * @param metrics further numbers for people to read
 */
public record Trained(long samples, long position, Map<String, Double> losses, Map<String, Double> metrics) {
    public Trained {
        losses = Map.copyOf(losses);
        metrics = Map.copyOf(metrics);
    }
}
