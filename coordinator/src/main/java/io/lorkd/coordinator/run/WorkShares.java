package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How much each site trains in a round. */
final class WorkShares {
    private WorkShares() {}

    /** The work of each site, by id. */
    static Map<String, Work> of(Plan plan, List<EnrolledSite> sites) {
        if (plan.exchange() == Plan.Exchange.GRADIENTS) {
            return gradients(plan.training().batchSize(), sites);
        }
        int batchSize = plan.training().batchSize();
        Work work = plan.rounds().localSteps().isPresent()
                ? new Work.Steps(plan.rounds().localSteps().getAsInt(), batchSize)
                : new Work.Passes(plan.rounds().localPasses(), batchSize);
        Map<String, Work> shares = new TreeMap<>();
        sites.forEach(site -> shares.put(site.id(), work));
        return shares;
    }

    /**
     * Splits the union batch in proportion to the sites' training samples, by largest remainder (ties to the first id). Each
     * site takes part, so each has at least one sample; where that takes more than the batch, the union batch is larger.
     */
    private static Map<String, Work> gradients(int batchSize, List<EnrolledSite> sites) {
        long samples = sites.stream().mapToLong(EnrolledSite::samples).sum();
        Map<String, Integer> parts = new TreeMap<>();
        record Remainder(String site, long remainder) {}
        List<Remainder> remainders = new ArrayList<>();
        for (EnrolledSite site : sites) {
            long product = Math.multiplyExact(site.samples(), (long) batchSize);
            parts.put(site.id(), (int) (product / samples));
            remainders.add(new Remainder(site.id(), product % samples));
        }
        int left =
                batchSize - parts.values().stream().mapToInt(Integer::intValue).sum();
        remainders.stream()
                .sorted(Comparator.comparingLong(Remainder::remainder)
                        .reversed()
                        .thenComparing(Remainder::site))
                .limit(left)
                .forEach(next -> parts.merge(next.site(), 1, Integer::sum));
        parts.replaceAll((site, part) -> Math.max(1, part));
        int union = parts.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Work> shares = new TreeMap<>();
        parts.forEach((site, part) -> shares.put(site, new Work.Gradient(part, union)));
        return shares;
    }
}
