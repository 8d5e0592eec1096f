package io.lorkd.coordinator.run;

import io.lorkd.model.rank.RankRule;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.plan.Experts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ranks of all regions (Eq. 2), from what the sites measured at both ends of warm-up.
 *
 * <p>A region's loss reduction is the mean over its sites, by the samples behind each loss. A site counts where it measured
 * the region at both ends with a finite loss, so that a site which came or went is not taken for a change of the loss. A
 * region that no site measured so gets the base rank.
 *
 * @param reductions of the regions that were measured at both ends
 */
record RankDecision(SortedMap<String, Integer> ranks, SortedMap<String, Double> reductions) {

    /** Losses by site, then by region. */
    static RankDecision of(
            Experts experts,
            Set<String> regions,
            Map<String, Map<String, RegionLoss>> before,
            Map<String, Map<String, RegionLoss>> after) {
        SortedMap<String, Double> reductions = new TreeMap<>();
        for (String region : regions) {
            double sum = 0;
            double weights = 0;
            // In the order of site ids, so that the sum has the same bits every time.
            for (String site : new TreeMap<>(before).keySet()) {
                RegionLoss start = before.get(site).get(region);
                RegionLoss end = after.getOrDefault(site, Map.of()).get(region);
                if (counts(start) && counts(end)) {
                    sum += end.samples() * (start.loss() - end.loss());
                    weights += end.samples();
                }
            }
            if (weights > 0) {
                reductions.put(region, sum / weights);
            }
        }
        return decide(experts, regions, reductions);
    }

    /** Every region has the base rank. */
    static RankDecision balanced(Experts experts, Set<String> regions) {
        return decide(experts, regions, new TreeMap<>());
    }

    private static RankDecision decide(Experts experts, Set<String> regions, SortedMap<String, Double> reductions) {
        SortedMap<String, Integer> ranks = new TreeMap<>();
        regions.forEach(region -> ranks.put(region, experts.rank()));
        if (!reductions.isEmpty()) {
            List<Integer> decided = RankRule.ranks(
                    List.copyOf(reductions.values()),
                    experts.rank(),
                    experts.minRank(),
                    OptionalInt.of(experts.maxRank()));
            List<String> measured = new ArrayList<>(reductions.keySet());
            for (int i = 0; i < measured.size(); i++) {
                ranks.put(measured.get(i), decided.get(i));
            }
        }
        return new RankDecision(ranks, reductions);
    }

    private static boolean counts(RegionLoss loss) {
        return loss != null && Double.isFinite(loss.loss()) && loss.samples() > 0;
    }
}
