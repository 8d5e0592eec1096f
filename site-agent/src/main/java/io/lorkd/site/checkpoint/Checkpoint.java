package io.lorkd.site.checkpoint;

import io.lorkd.protocol.message.ToSite.RoundOffer;

import java.util.List;

/**
 * How far the work on an offer is.
 *
 * @param work the offer; another attempt at the same work goes on from here too
 * @param from samples taken from the site's stream before the round: where the unit stood that the work began from
 * @param step steps done
 * @param position samples taken from the stream by now
 * @param samples samples used in this round, of each region in the order of the site's regions
 * @param losses the summed losses of those samples
 * @param scores the summed scores of those samples
 */
public record Checkpoint(
        RoundOffer work,
        long from,
        int step,
        long position,
        List<Long> samples,
        List<Double> losses,
        List<Double> scores) {
    public Checkpoint {
        samples = List.copyOf(samples);
        losses = List.copyOf(losses);
        scores = List.copyOf(scores);
        if (from < 0
                || step < 1
                || position < from
                || samples.size() != losses.size()
                || samples.size() != scores.size()) {
            throw new IllegalArgumentException("step " + step + " at position " + position + " from " + from + " with "
                    + samples.size() + " counts, " + losses.size() + " losses and " + scores.size()
                    + " scores is no place in a round");
        }
    }

    boolean isOf(RoundOffer other, long otherFrom) {
        return work.sameWork(other) && from == otherFrom;
    }
}
