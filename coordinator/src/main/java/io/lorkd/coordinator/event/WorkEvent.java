package io.lorkd.coordinator.event;

import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import static io.lorkd.coordinator.event.Copies.sorted;
import static io.lorkd.coordinator.event.Words.count;
import static java.util.stream.Collectors.joining;

/** Something happened to a site's work on a round. */
public sealed interface WorkEvent extends CoordinatorEvent, CoordinatorEvent.OfSite {
    /** A site goes over to another part of its work on an offer. */
    record SiteTurnedTo(String site, RoundId round, Doing doing) implements WorkEvent, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + " is "
                    + doing.name().toLowerCase(Locale.ROOT) + ".";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /** A site's training goes on. */
    record SiteProgress(String site, Progress progress) implements WorkEvent {
        @Override
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "Round %d: %s at step %d of %d, loss %.4f.",
                    progress.round().round(),
                    site,
                    progress.step(),
                    progress.steps(),
                    progress.loss());
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * An update is verified and on disk.
     *
     * @param round the round that counts it
     * @param samples what it weighs, before that it is stale lowers it
     * @param staleness how many rounds its backbone is behind; above 0 only with a buffer
     * @param losses mean training loss per region
     * @param metrics further numbers that the site sent
     * @param took how long it was at what
     */
    record UpdateStaged(
            String site,
            RoundId round,
            long bytes,
            long samples,
            int staleness,
            Map<String, Double> losses,
            Map<String, Double> metrics,
            Took took)
            implements WorkEvent, OfRound {
        /** For how many milliseconds; 0 where nobody was there to see. */
        public record Took(long pulling, long training, long sending) {
            public static final Took UNSEEN = new Took(0, 0, 0);
        }

        public UpdateStaged {
            losses = sorted(losses);
            metrics = sorted(metrics);
        }

        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + "'s update is in (" + count(samples, "sample")
                    + (staleness == 0 ? "" : ", " + count(staleness, "round") + " behind") + ", "
                    + losses.entrySet().stream()
                            .map(region ->
                                    String.format(Locale.ROOT, "%s loss %.4f", region.getKey(), region.getValue()))
                            .collect(joining(", "))
                    + ").";
        }
    }

    /** A site lives, but nothing of its part in a round has advanced for so long that it is not waited for. */
    record LeaseExpired(String site, RoundId round, Duration lease) implements WorkEvent, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + " made no progress for " + lease.toSeconds()
                    + " s; it counts as lost until it does.";
        }
    }

    record UpdateRefused(String site, RoundId round, Refusal refusal, String reason) implements WorkEvent, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + "'s update was refused (" + refusal + "): " + reason;
        }
    }

    /** The work failed at the site, which stays in the run. */
    record WorkFailed(String site, RoundId round, String reason) implements WorkEvent, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + " could not do its work: " + reason;
        }
    }
}
