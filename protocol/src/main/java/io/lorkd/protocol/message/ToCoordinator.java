package io.lorkd.protocol.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a site says to the coordinator. Every message has an answer; see {@link Answer}. */
public sealed interface ToCoordinator extends ControlMessage {

    /** The site that speaks. */
    String site();

    /**
     * A region that a site enrols with.
     *
     * @param name the region, such as {@code breast}; unique within the site
     * @param classes the classes, in label order
     * @param samples the training samples; the site's weight in a round is never more than their sum
     */
    record Region(String name, List<String> classes, long samples) {
        public Region {
            Require.name("name", name);
            classes = List.copyOf(classes);
            Require.that(!classes.isEmpty(), "classes", "none", "at least one");
            classes.forEach(label -> Require.name("a class", label));
            Require.atLeast("samples", 1, samples);
        }
    }

    /**
     * Asks what it would take part in, without doing so: for a hospital that looks at a plan before its agent joins.
     * Answered with {@link Answer.PlanShown}, {@link Answer.Wait} or {@link Answer.Refused}.
     */
    record AskPlan(String site) implements ToCoordinator {
        public AskPlan {
            Require.site(site);
        }
    }

    /**
     * Asks to take part. Answered with {@link Answer.Enrolled} or {@link Answer.Refused}.
     *
     * @param instance names the site's state folder, so that a restarted agent is told from a stranger with its name
     * @param device where the site trains, for people to read
     */
    record Enrol(String site, String instance, List<Region> regions, String device) implements ToCoordinator {
        public Enrol {
            Require.site(site);
            Require.name("instance", instance);
            regions = List.copyOf(regions);
            long names = regions.stream().map(Region::name).distinct().count();
            Require.that(names == regions.size(), "regions", "a name twice", "names that differ");
            Require.name("device", device);
        }
    }

    /**
     * Says that the site lives, and how far it is. Answered with {@link Answer.Accepted}, or with {@link
     * Answer.Refused} of {@link Refusal#UNKNOWN_SITE}, upon which the site enrols again.
     *
     * @param progress empty while the site has no work
     */
    record Heartbeat(String site, String instance, Optional<Progress> progress) implements ToCoordinator {
        public Heartbeat {
            Require.site(site);
            Require.name("instance", instance);
            Require.present("progress", progress);
        }
    }

    /**
     * How far the work on an offer is.
     *
     * @param step steps done
     * @param steps steps to do
     * @param pulledBytes bytes of the round's backbone that are here; that they grow keeps the site's lease, as a step does
     * @param loss the mean training loss of the last step; NaN before the first one
     */
    record Progress(RoundId round, long pulledBytes, long step, long steps, double loss) {
        public Progress {
            Require.present("round", round);
            Require.atLeast("pulledBytes", 0, pulledBytes);
            Require.atLeast("step", 0, step);
            Require.atLeast("steps", step, steps);
        }
    }

    /**
     * Says that an update can be pulled. Answered with {@link Answer.Accepted} once it is staged (also if it is already),
     * or with {@link Answer.Refused}.
     *
     * @param digest SHA-256 of the update's canonical safetensors file, in lower-case hex
     * @param bytes the size of that file
     * @param samples samples used, which is the site's weight in the mean
     * @param losses the mean training loss per region
     * @param metrics further numbers for people to read, by {@link RoundMetric#of}; {@code unsound} is 1 where the site itself
     *     sees that the update cannot be used
     * @param ledgerHead the head of the site's egress ledger, with the grant of this update in it
     */
    record UpdateReady(
            String site,
            RoundId round,
            String digest,
            long bytes,
            long samples,
            Map<String, Double> losses,
            Map<String, Double> metrics,
            String ledgerHead)
            implements ToCoordinator {
        public UpdateReady {
            Require.site(site);
            Require.present("round", round);
            Require.digest("digest", digest);
            Require.atLeast("bytes", 0, bytes);
            Require.atLeast("samples", 1, samples);
            losses = Require.sorted("losses", losses);
            metrics = Require.sorted("metrics", metrics);
            Require.digest("ledgerHead", ledgerHead);
        }
    }

    /**
     * The losses that a site was asked for with {@link ToSite.Measure}. Answered with {@link Answer.Accepted} or {@link
     * Answer.Refused}.
     *
     * @param losses for each region the loss on the held-out part, and how many samples it is the mean of
     */
    record Measured(String site, String run, Measurement measurement, Map<String, RegionLoss> losses)
            implements ToCoordinator {
        public Measured {
            Require.site(site);
            Require.run(run);
            Require.present("measurement", measurement);
            losses = Require.sorted("losses", losses);
        }
    }

    /** A mean loss and the number of samples behind it. */
    record RegionLoss(double loss, long samples) {
        public RegionLoss {
            Require.atLeast("samples", 0, samples);
        }
    }

    /**
     * What the site's fused experts reach, after {@link ToSite.RunFinished}. Answered with {@link Answer.Accepted} or
     * {@link Answer.Refused}. It holds numbers only: the experts stay where they are.
     */
    record SiteReport(String site, String run, List<RegionResult> regions) implements ToCoordinator {
        public SiteReport {
            Require.site(site);
            Require.run(run);
            regions = List.copyOf(regions);
        }
    }

    /**
     * One region's result on the site's test part.
     *
     * @param samples training samples
     * @param tested test samples
     * @param rank the expert's base rank; 0 without an expert
     * @param scores what the fused expert reaches there
     */
    record RegionResult(String region, long samples, long tested, int rank, Scores scores) {
        public RegionResult {
            Require.name("region", region);
            Require.atLeast("samples", 0, samples);
            Require.atLeast("tested", 0, tested);
            Require.atLeast("rank", 0, rank);
            Require.present("scores", scores);
        }
    }

    /**
     * Gives up an offer: the work failed at the site. The site stays enrolled. Answered with {@link Answer.Accepted}.
     *
     * @param reason a sentence for people to read
     */
    record WorkFailed(String site, RoundId round, String reason) implements ToCoordinator {
        public WorkFailed {
            Require.site(site);
            Require.present("round", round);
            Require.present("reason", reason);
        }
    }
}
