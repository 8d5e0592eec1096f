package io.lorkd.simulation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A region's row in the result.
 *
 * @param samples training samples
 * @param rank its expert's rank; 0 without one
 * @param accuracy of the fused expert on the site's test part, in [0, 1]
 * @param macroF1 mean F1 over the classes
 * @param auc mean one-against-rest area under the curve
 * @param shared accuracy of one backbone without experts, on the same budget; empty unless compared
 * @param local accuracy of the region trained alone, on the same budget; empty unless compared
 */
record RegionResult(
        String region,
        String site,
        long samples,
        int rank,
        double accuracy,
        double macroF1,
        OptionalDouble auc,
        OptionalDouble shared,
        OptionalDouble local) {

    RegionResult withBaselines(OptionalDouble sharedAccuracy, OptionalDouble localAccuracy) {
        return new RegionResult(region, site, samples, rank, accuracy, macroF1, auc, sharedAccuracy, localAccuracy);
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
