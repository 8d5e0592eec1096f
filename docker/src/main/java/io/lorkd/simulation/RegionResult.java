package io.lorkd.simulation;

import io.lorkd.protocol.message.Scores;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A region's row in the result.
 *
 * @param samples training samples
 * @param rank its expert's rank; 0 without one
 * @param scores of the fused expert on the site's test part
 * @param shared primary score of one backbone without experts, on the same budget; empty unless compared
 * @param local primary score of the region trained alone, on the same budget; empty unless compared
 */
record RegionResult(
        String region,
        String site,
        long samples,
        int rank,
        Scores scores,
        OptionalDouble shared,
        OptionalDouble local) {

    RegionResult withBaselines(OptionalDouble sharedScore, OptionalDouble localScore) {
        return new RegionResult(region, site, samples, rank, scores, sharedScore, localScore);
    }

    /** The mean over the regions, as in the paper's tables; empty where a region lacks the value. */
    static OptionalDouble mean(List<RegionResult> regions, Function<RegionResult, OptionalDouble> value) {
        if (regions.isEmpty() || regions.stream().map(value).anyMatch(OptionalDouble::isEmpty)) {
            return OptionalDouble.empty();
        }
        return regions.stream()
                .map(value)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }
}
