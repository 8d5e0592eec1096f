package io.lorkd.coordinator.event;

import io.lorkd.coordinator.order.Order;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.stream.Collectors.joining;

/** One thing that happened in a run. */
public sealed interface CoordinatorEvent {

    /** What happened, in a sentence for people to read. */
    String sentence();

    /** Whether it goes into the journal; progress, which comes every second, does not. */
    default boolean journalled() {
        return true;
    }

    /** How much it needs somebody's attention. */
    default Severity severity() {
        return Severity.INFO;
    }

    /** It happened to a site. */
    interface OfSite {
        String site();
    }

    /** It belongs to an attempt at a round. */
    interface OfRound {
        RoundId round();
    }

    /**
     * A coordinator has this run in hand from here on, be it new or taken up.
     *
     * @param parameters how many numbers the shared backbone has
     */
    record RunInHand(String run, Plan plan, long parameters) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " (" + plan.name() + ") is in hand.";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * How the run is at this moment; comes as often as sites are to be heard of.
     *
     * @param bytesDown of tensor files, to the sites since the run began
     * @param bytesUp of tensor files, from the sites since the run began
     * @param sites what is known of each enrolled site's life
     */
    record Pulse(String run, long bytesDown, long bytesUp, Map<String, Sign> sites) implements CoordinatorEvent {
        public Pulse {
            sites = sorted(sites);
        }

        /**
         * @param lost whether it was not heard of for too long
         * @param silence the time since it was heard of
         * @param leaseLeft for how long yet its part in the round is waited for without an advance; empty where it has none
         */
        public record Sign(boolean lost, Duration silence, Optional<Duration> leaseLeft) {}

        @Override
        public String sentence() {
            return "Run " + run + " has " + count(sites.size(), "site") + ".";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * The coordinator has its first backbone and lets sites in.
     *
     * @param sites how many sites the run waits for
     * @param backbone SHA-256 of the initial backbone
     */
    record RunOpened(String run, int sites, String backbone) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " waits for " + count(sites, "site") + "; initial backbone " + brief(backbone) + ".";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** A coordinator goes on with a run that it has found open in its journal. */
    record RunTakenUp(String run, int committed, int sites) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is taken up after " + count(committed, "committed round") + " with "
                    + count(sites, "site") + ".";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** @param state the name of the state that the run has come to */
    record StateEntered(String run, String state) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is in " + state + ".";
        }
    }

    /** An attempt that an earlier coordinator left goes on. @param staged sites whose update is here already */
    record RoundTakenUp(RoundId round, List<String> staged) implements CoordinatorEvent, OfRound {
        public RoundTakenUp {
            staged = List.copyOf(staged);
        }

        @Override
        public String sentence() {
            return "Round " + round.round() + ", attempt " + round.attempt() + ", goes on"
                    + (staged.isEmpty() ? "." : " with the updates of " + String.join(", ", staged) + ".");
        }
    }

    /** @param regions what it trains, by name */
    record SiteJoined(String site, List<Region> regions, String device) implements CoordinatorEvent, OfSite {
        public SiteJoined {
            regions = byName(regions);
        }

        @Override
        public String sentence() {
            return "Site " + site + " joined with "
                    + regions.stream()
                            .map(region -> region.name() + " (" + count(region.samples(), "sample") + ")")
                            .collect(joining(", "))
                    + " on " + device + ".";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** An agent that was enrolled before enrolled again from the same state folder. @param regions what it trains, by name */
    record SiteReturned(String site, List<Region> regions, String device) implements CoordinatorEvent, OfSite {
        public SiteReturned {
            regions = byName(regions);
        }

        @Override
        public String sentence() {
            return "Site " + site + " is back.";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** Nothing was heard of a site for too long. */
    record SiteLost(String site, Duration silence) implements CoordinatorEvent, OfSite {
        @Override
        public String sentence() {
            return "Site " + site + " is lost: not heard of for " + silence.toSeconds() + " s.";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /** A site was not let in. */
    record SiteTurnedAway(String site, Refusal refusal, String reason) implements CoordinatorEvent, OfSite {
        @Override
        public String sentence() {
            return "Site " + site + " was turned away (" + refusal + "): " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /** @param reductions the mean loss reduction over warm-up of each region that was measured at both ends; may be empty */
    record RanksDecided(Map<String, Integer> ranks, Map<String, Double> reductions) implements CoordinatorEvent {
        public RanksDecided {
            ranks = sorted(ranks);
            reductions = sorted(reductions);
        }

        @Override
        public String sentence() {
            return "Ranks: "
                    + ranks.entrySet().stream()
                            .map(region -> region.getKey() + " " + region.getValue()
                                    + (reductions.containsKey(region.getKey())
                                            ? String.format(
                                                    Locale.ROOT,
                                                    " (loss fell by %.4f)",
                                                    reductions.get(region.getKey()))
                                            : ""))
                            .collect(joining(", "))
                    + ".";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** @param rounds how many rounds the run has in all */
    record RoundOffered(RoundId round, int rounds, Phase phase, List<String> sites, double learningRate)
            implements CoordinatorEvent, OfRound {
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

    /** A site goes over to another part of its work on an offer. */
    record SiteTurnedTo(String site, RoundId round, Doing doing) implements CoordinatorEvent, OfSite, OfRound {
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
    record SiteProgress(String site, Progress progress) implements CoordinatorEvent, OfSite {
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
            implements CoordinatorEvent, OfSite, OfRound {
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
    record LeaseExpired(String site, RoundId round, Duration lease) implements CoordinatorEvent, OfSite, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + " made no progress for " + lease.toSeconds()
                    + " s; it counts as lost until it does.";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    record UpdateRefused(String site, RoundId round, Refusal refusal, String reason)
            implements CoordinatorEvent, OfSite, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + "'s update was refused (" + refusal + "): " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /** The work failed at the site, which stays in the run. */
    record WorkFailed(String site, RoundId round, String reason) implements CoordinatorEvent, OfSite, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ": " + site + " could not do its work: " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
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
            implements CoordinatorEvent, OfRound {
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
            implements CoordinatorEvent, OfRound {
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
    record RoundAbandoned(RoundId round, String reason, long bytesDown, long bytesUp)
            implements CoordinatorEvent, OfRound {
        @Override
        public String sentence() {
            return "Round " + round.round() + ", attempt " + round.attempt() + ", was abandoned: " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /** A site's experts are written and tested. */
    record SiteReported(String site, List<RegionResult> regions) implements CoordinatorEvent, OfSite {
        public SiteReported {
            regions = List.copyOf(regions);
        }

        @Override
        public String sentence() {
            return "Site " + site + " reports "
                    + regions.stream().map(SiteReported::words).collect(joining(", "))
                    + ".";
        }

        private static String words(RegionResult region) {
            return region.scores() instanceof Scores.Segmentation scores
                    ? String.format(Locale.ROOT, "%s dsc %.3f, nsd %.3f", region.region(), scores.dsc(), scores.nsd())
                    : String.format(
                            Locale.ROOT,
                            "%s accuracy %.3f",
                            region.region(),
                            region.scores().primary());
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** @param missing sites whose report did not come in time */
    record RunFinished(String run, String backbone, List<String> missing) implements CoordinatorEvent {
        public RunFinished {
            missing = List.copyOf(missing);
        }

        @Override
        public String sentence() {
            return "Run " + run + " finished with backbone " + brief(backbone)
                    + (missing.isEmpty() ? "." : "; no report from " + String.join(", ", missing) + ".");
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** No further round is offered until the run is resumed. */
    record RunPaused(String run, String reason) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is paused: " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    record RunResumed(String run) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " goes on.";
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    /** An operator ended it. */
    record RunStopped(String run, String reason) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " has ended: " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    record RunFailed(String run, String reason) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return "Run " + run + " failed: " + reason;
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }
    }

    /**
     * A person gave an order, and it is on disk.
     *
     * @param who the name of the one who gave it
     * @param site whom it concerns; empty where that is the whole run
     * @param detail why it was given; empty where the order needs no reason
     */
    record OrderGiven(String who, Order order, Optional<String> site, String detail) implements CoordinatorEvent {
        @Override
        public String sentence() {
            return who + " gave the order to " + order.word()
                    + site.map(id -> " " + id).orElse("") + (detail.isEmpty() ? "." : ": " + detail);
        }

        @Override
        public Severity severity() {
            return Severity.NOTICE;
        }
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String brief(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }

    private static List<Region> byName(List<Region> regions) {
        return regions.stream().sorted(Comparator.comparing(Region::name)).toList();
    }

    private static <V> SortedMap<String, V> sorted(Map<String, V> values) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
}
