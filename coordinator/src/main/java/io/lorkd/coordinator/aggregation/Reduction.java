package io.lorkd.coordinator.aggregation;

/**
 * Makes one block of values out of the sites' blocks, which are given one after the other in the order of site ids. It
 * keeps blocks, never files.
 */
interface Reduction {

    /** @param updates for a rule that must read them once before it begins */
    static Reduction of(Rule rule, OpenUpdates updates, Runs runs) {
        int sites = updates.updates().size();
        if (rule instanceof Rule.Mean) {
            return WeightedMean.of(updates.updates());
        } else if (rule instanceof Rule.Sum) {
            return WeightedMean.sum(sites);
        } else if (rule instanceof Rule.Median) {
            return MiddleMean.median(sites);
        } else if (rule instanceof Rule.TrimmedMean trimmed) {
            return MiddleMean.trimmed(sites, trimmed.share());
        } else if (rule instanceof Rule.NormBound bound) {
            return WeightedMean.bounded(updates.updates(), updates.norms(runs), bound.maxNorm());
        }
        throw new IllegalStateException("No reduction is known for " + rule);
    }

    /** The longest block that it takes. A reduction that must see all sites' values at once takes shorter ones, the more sites. */
    default int block() {
        return Aggregation.BLOCK;
    }

    /** Begins a block, of which it reduces only the places that it is asked about. */
    void begin();

    /**
     * Takes a site's values at some places of the block.
     *
     * @param site its number in the order of site ids
     */
    void add(int site, double[] values, int from, int to);

    /** Writes the results at some places of the block. */
    void end(double[] into, int from, int to);
}
