package io.lorkd.coordinator.event;

import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static io.lorkd.coordinator.event.Copies.sorted;
import static io.lorkd.coordinator.event.Words.brief;

/** Something happened to an attempt at a round, whoever takes part in it. */
public sealed interface RoundEvent extends CoordinatorEvent, CoordinatorEvent.OfRound {
    /** @param rounds how many rounds the run has in all */
    record RoundOffered(RoundId round, int rounds, Phase phase, List<String> sites, double learningRate)
            implements RoundEvent {
        public RoundOffered {
            sites = List.copyOf(sites);
        }

        @Override
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "Round %d of %d (%s%s) offered to %s, learning rate %.4g.",
                    round.round(),
                    rounds,
                    phase.name().toLowerCase(Locale.ROOT),
                    round.attempt() == 1 ? "" : ", attempt " + round.attempt(),
                    String.join(", ", sites),
                    learningRate);
        }
    }

    /** An attempt that an earlier coordinator left goes on. @param staged sites whose update is here already */
    record RoundTakenUp(RoundId round, List<String> staged) implements RoundEvent {
        public RoundTakenUp {
            staged = List.copyOf(staged);
        }

        @Override
        public String sentence() {
            return "Round " + round.round() + ", attempt " + round.attempt() + ", goes on"
                    + (staged.isEmpty() ? "." : " with the updates of " + String.join(", ", staged) + ".");
        }
    }

    /**
     * The next backbone is on disk, and journalled as the round's.
     *
     * @param freezing how long it took to journal the list of contributions
     * @param aggregating how long the backbone was made
     * @param writing how long it took to journal it
     */
    record BackboneMade(RoundId round, Duration freezing, Duration aggregating, Duration writing)
            implements RoundEvent {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": the next backbone was made in " + aggregating.toMillis() + " ms.";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * @param backbone SHA-256 of the next backbone
     * @param losses mean training loss per region, over the contributors by weight
     * @param bytesDown of tensor files, to the sites since the run began
     * @param bytesUp of tensor files, from the sites since the run began
     */
    record RoundCommitted(
            RoundId round,
            List<String> contributors,
            String backbone,
            Map<String, Double> losses,
            long bytesDown,
            long bytesUp)
            implements RoundEvent {
        public RoundCommitted {
            contributors = List.copyOf(contributors);
            losses = sorted(losses);
        }

        @Override
        public String sentence() {
            return "Round " + round.round() + " committed with " + String.join(", ", contributors) + "; backbone "
                    + brief(backbone) + ".";
        }
    }

    /**
     * @param bytesDown of tensor files, to the sites since the run began
     * @param bytesUp of tensor files, from the sites since the run began
     */
    record RoundAbandoned(RoundId round, String reason, long bytesDown, long bytesUp) implements RoundEvent {
        @Override
        public String sentence() {
            return "Round " + round.round() + ", attempt " + round.attempt() + ", was abandoned: " + reason;
        }
    }
}
