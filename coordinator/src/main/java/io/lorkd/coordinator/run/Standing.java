package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run has come to: its committed rounds, what was measured, and the ranks that followed from it. */
final class Standing {
    private final int baseRank;
    private int committedRounds;
    private List<Contribution> lastContributions = List.of();
    private SortedMap<String, Integer> ranks = new TreeMap<>();
    private Map<String, Map<String, RegionLoss>> baseline = Map.of();

    /** @param baseRank the plan's; 0 without experts */
    Standing(int baseRank) {
        this.baseRank = baseRank;
    }

    /** Takes over what the journal holds. */
    void recall(OpenRun past) {
        committedRounds = past.committedRounds();
        lastContributions = past.committed().map(RoundRecord::counted).orElse(List.of());
        ranks = new TreeMap<>(past.ranks());
        baseline = past.measured(Measurement.BEFORE_WARMUP);
    }

    void committed(int round, List<Contribution> contributions) {
        committedRounds = round;
        lastContributions = List.copyOf(contributions);
    }

    void ranks(SortedMap<String, Integer> decided) {
        ranks = new TreeMap<>(decided);
    }

    void baseline(Map<String, Map<String, RegionLoss>> measured) {
        baseline = Map.copyOf(measured);
    }

    int committedRounds() {
        return committedRounds;
    }

    /** The rank of each region; empty before they are decided. */
    SortedMap<String, Integer> ranks() {
        return ranks;
    }

    /** The losses before warm-up, by site, then by region. */
    Map<String, Map<String, RegionLoss>> baseline() {
        return baseline;
    }

    /** The ranks of a site's regions; a region that came after they were decided has the base rank. Empty without experts. */
    Map<String, Integer> ranksOf(EnrolledSite site) {
        Map<String, Integer> own = new TreeMap<>();
        if (baseRank > 0) {
            for (Region region : site.regions()) {
                own.put(region.name(), ranks.computeIfAbsent(region.name(), late -> baseRank));
            }
        }
        return own;
    }

    /** Whether this update is in the last commit. */
    boolean contributedLast(UpdateReady message) {
        return lastContributions.stream()
                .anyMatch(contribution -> contribution.trained().equals(message.round())
                        && contribution.site().equals(message.site())
                        && contribution.digest().equals(message.digest()));
    }
}
