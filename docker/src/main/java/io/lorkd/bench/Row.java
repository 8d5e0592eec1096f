package io.lorkd.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What was measured of one subject at one number of threads.
 *
 * @param milliseconds per variant, one median per round
 */
record Row(Suite suite, String subject, int threads, Map<String, List<Double>> milliseconds) {

    Row {
        milliseconds = Map.copyOf(milliseconds);
    }

    double milliseconds(String variant) {
        return median(milliseconds.get(variant));
    }

    /** How many times the plain variant's time: the median of the rounds' ratios, each to its own round's plain time. */
    double ratio(String variant) {
        List<Double> each = milliseconds.get(variant);
        List<Double> plain = milliseconds.get(suite.variants().get(0));
        return median(IntStream.range(0, each.size())
                .mapToObj(round -> each.get(round) / plain.get(round))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
