package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How the run goes.
 *
 * @param warmup rounds with the experts frozen and unused
 * @param decomposition rounds after it
 * @param sites how many sites the run waits for before it starts
 * @param localPasses passes over a site's data in a round; not used where localSteps is given or gradients are
 *     exchanged
 * @param localSteps steps of a round at each site; empty means localPasses counts
 * @param participants how many sites a round takes; empty means all
 * @param overSelection the share of further sites that a round is offered to, in case some do not deliver; it closes
 *     when as many as {@code participants} have
 * @param deadline how long a round may take
 * @param lease how long a site may go without progress before a round no longer waits for it
 * @param quorum how many sites must have contributed for a round to be committed without the others; empty, as is
 *     {@code quorumShare}, means all
 * @param quorumShare the same as a share of the round's sites
 * @param attempts how often a round is offered before the run pauses
 * @param backOff the pause before an abandoned round is offered again; it doubles with each attempt
 * @param keepRounds for how many rounds the files are kept, which replaying a round needs
 */
public record Rounds(
        @Key(
                value = "rounds with the experts frozen and unused",
                defaultValue = "3",
                unit = "rounds",
                min = 0,
                max = 100_000)
        int warmup,

        @Key(value = "rounds after the warm-up", defaultValue = "12", unit = "rounds", min = 0, max = 100_000)
        int decomposition,

        @Key(
                value = "sites that the run waits for before it starts",
                defaultValue = "4",
                unit = "sites",
                min = 1,
                max = 10_000)
        int sites,

        @Key(
                value = "passes over a site's data in a round; of no effect with localSteps or gradients",
                defaultValue = "1",
                unit = "passes",
                min = 0.001,
                max = 1000)
        double localPasses,

        @Key(
                value = "steps at each site in a round, in place of localPasses; of no effect with gradients",
                unit = "steps",
                min = 1,
                max = 1_000_000)
        OptionalInt localSteps,

        @Key(
                value = "sites that a round takes, drawn by the seed; none means all",
                unit = "sites",
                min = 1,
                max = 10_000)
        OptionalInt participants,

        @Key(
                value = "share of further sites that a round is offered to; it closes when participants have delivered",
                defaultValue = "0",
                min = 0,
                max = 1)
        double overSelection,

        @Key(value = "how long a round may take", defaultValue = "10m", min = 1, max = 604_800)
        Duration deadline,

        @Key(
                value = "how long a site may go without a step or a byte before it is no longer waited for",
                defaultValue = "2m",
                min = 1,
                max = 604_800)
        Duration lease,

        @Key(
                value = "sites that must have contributed for a round to count without the others; none means all",
                unit = "sites",
                min = 1,
                max = 10_000)
        OptionalInt quorum,

        @Key(value = "the quorum as a share of the round's sites, in place of quorum", min = 0.001, max = 1)
        OptionalDouble quorumShare,

        @Key(
                value = "how often a round is offered before the run pauses",
                defaultValue = "3",
                unit = "attempts",
                min = 1,
                max = 100)
        int attempts,

        @Key(
                value = "pause before an abandoned round is offered again; it doubles with each attempt",
                defaultValue = "2s",
                min = 0,
                max = 86_400)
        Duration backOff,

        @Key(
                value = "rounds whose files are kept, for replay",
                defaultValue = "2",
                unit = "rounds",
                min = 1,
                max = 100_000)
        int keepRounds) {
    /** Warm-up and decomposition together. */
    public int total() {
        return warmup + decomposition;
    }

    /** The same with other numbers of rounds. */
    public Rounds withPhases(int warmup, int decomposition) {
        return with(warmup, decomposition, sites, participants, quorum);
    }

    /** The same for another number of sites; what asks for more sites than that asks for all of them. */
    Rounds withSites(int sites) {
        return with(warmup, decomposition, sites, atMost(sites, participants), atMost(sites, quorum));
    }

    private Rounds with(int warmup, int decomposition, int sites, OptionalInt participants, OptionalInt quorum) {
        return new Rounds(
                warmup,
                decomposition,
                sites,
                localPasses,
                localSteps,
                participants,
                overSelection,
                deadline,
                lease,
                quorum,
                quorumShare,
                attempts,
                backOff,
                keepRounds);
    }

    private static OptionalInt atMost(int limit, OptionalInt number) {
        return number.isPresent() ? OptionalInt.of(Math.min(limit, number.getAsInt())) : number;
    }
}
