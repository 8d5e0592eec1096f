package io.lorkd.model.network;

/** What a tensor's values are at first, before anything is trained. */
public sealed interface FirstValues {

    record Constant(double value) implements FirstValues {}

    /** From -bound (inclusive) to bound (exclusive). */
    record Uniform(double bound) implements FirstValues {}

    /** With mean 0. */
    record Normal(double standardDeviation) implements FirstValues {}
}
