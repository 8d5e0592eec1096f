package io.lorkd.coordinator.event;

import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import static io.lorkd.coordinator.event.Words.count;
import static java.util.stream.Collectors.joining;

/** Something happened to a site as one that takes part in the run. */
public sealed interface SiteEvent extends CoordinatorEvent, CoordinatorEvent.OfSite {
    /** @param regions what it trains, by name */
    record SiteJoined(String site, List<Region> regions, String device) implements SiteEvent {
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
    }

    /** An agent that was enrolled before enrolled again from the same state folder. @param regions what it trains, by name */
    record SiteReturned(String site, List<Region> regions, String device) implements SiteEvent {
        public SiteReturned {
            regions = byName(regions);
        }

        @Override
        public String sentence() {
            return "Site " + site + " is back.";
        }
    }

    /** Nothing was heard of a site for too long. */
    record SiteLost(String site, Duration silence) implements SiteEvent {
        @Override
        public String sentence() {
            return "Site " + site + " is lost: not heard of for " + silence.toSeconds() + " s.";
        }
    }

    /** A site was not let in. */
    record SiteTurnedAway(String site, Refusal refusal, String reason) implements SiteEvent {
        @Override
        public String sentence() {
            return "Site " + site + " was turned away (" + refusal + "): " + reason;
        }
    }

    /** A site's experts are written and tested. */
    record SiteReported(String site, List<RegionResult> regions) implements SiteEvent {
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
    }

    private static List<Region> byName(List<Region> regions) {
        return regions.stream().sorted(Comparator.comparing(Region::name)).toList();
    }
}
