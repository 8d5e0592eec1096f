package io.lorkd.coordinator.view;

import java.time.Instant;
import java.util.List;

/**
 * A run at a glance.
 *
 * @param run its id; null where there is none
 * @param task {@code classification} or {@code segmentation}
 * @param state the name of the state that the run is in
 * @param words the same for people to read
 * @param paused why it stands still; null where it does not
 * @param pauseOrder the order to pause that stands, by which it stands still or will before its next round; null where there is
 *     none: a run that is paused without one paused of itself
 * @param phase of the round; null outside of rounds
 * @param round the open round, or the last one; 0 before the first
 * @param rounds how many there are to be
 * @param warmup how many of them are warm-up
 * @param attempt of the round
 * @param committed how many are
 * @param backbone SHA-256 of the last backbone
 * @param orders what may be ordered now: {@code pause}, {@code resume}, {@code stop}, {@code start}
 */
public record Overview(
        String run,
        String name,
        String task,
        String state,
        String words,
        String paused,
        Ordered pauseOrder,
        String phase,
        int round,
        int rounds,
        int warmup,
        int attempt,
        int committed,
        Instant startedAt,
        Instant endedAt,
        Sites sites,
        Bytes bytes,
        String backbone,
        List<String> regions,
        Ranks ranks,
        List<String> orders) {

    /** What somebody ordered, and why. */
    public record Ordered(String by, String reason) {}

    /**
     * How many sites.
     *
     * @param working on the open round
     * @param done with it
     */
    public record Sites(int enrolled, int alive, int working, int done, int excluded) {}

    /** Of tensor files since the run began. */
    public record Bytes(long down, long up) {}

    /** @param mode {@code balanced} or {@code imbalanced}, by the plan */
    public record Ranks(boolean decided, String mode, List<RegionRank> regions) {}

    /**
     * @param rank null before it is decided
     * @param reduction how far the loss fell over warm-up; null where it was not measured
     */
    public record RegionRank(String region, Integer rank, Double reduction) {}

    static Overview ofNoRun(List<String> orders) {
        return new Overview(
                null,
                null,
                null,
                null,
                "No run: start one from a plan",
                null,
                null,
                null,
                0,
                0,
                0,
                0,
                0,
                null,
                null,
                new Sites(0, 0, 0, 0, 0),
                new Bytes(0, 0),
                null,
                List.of(),
                new Ranks(false, null, List.of()),
                List.copyOf(orders));
    }
}
