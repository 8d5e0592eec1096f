package io.lorkd.coordinator.aggregation;

/**
 * Makes one block of values out of the sites' blocks, which are given one after the other in the order of site ids. It
 * keeps blocks, never files: a rule that must see all sites' values at once, such as a median, keeps one block of each.
 */
interface Reduction {

    /** Begins a block of so many values, at most {@link Aggregation#BLOCK}. */
    void begin(int count);

    /** Takes the next site's block. */
    void add(double[] values, double weight);

    /** Writes the block's result. */
    void end(double[] into);
}
