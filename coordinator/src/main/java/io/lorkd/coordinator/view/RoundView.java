package io.lorkd.coordinator.view;

import com.fasterxml.jackson.annotation.JsonValue;
import io.lorkd.protocol.message.Phase;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An attempt at a round, as it is shown.
 *
 * @param phase in small letters
 * @param reason why it was abandoned; null where it was not
 * @param endedAt null while it is open
 * @param seconds from its start to its end; null while it is open
 * @param backbone SHA-256 of what it made; null unless it is committed
 * @param losses mean training loss by region, over the contributors by weight; null for one that is not a finite number
 * @param metrics by name, by region: means over the contributors, by samples
 * @param bytesUp of tensor files, since the attempt before it ended; null while it is open
 * @param bytesDown likewise
 * @param contributed how many updates are in it
 * @param contributors whose; empty for rounds of long ago
 * @param lanes what each site was at; empty for rounds of long ago
 */
public record RoundView(
        int round,
        int attempt,
        String phase,
        Outcome outcome,
        String reason,
        Instant startedAt,
        Instant endedAt,
        Double seconds,
        double learningRate,
        String backbone,
        SortedMap<String, Double> losses,
        SortedMap<String, SortedMap<String, Double>> metrics,
        Long bytesUp,
        Long bytesDown,
        int contributed,
        List<String> contributors,
        List<Lane> lanes) {
    public RoundView {
        losses = Collections.unmodifiableSortedMap(new TreeMap<>(losses));
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        contributors = List.copyOf(contributors);
        lanes = List.copyOf(lanes);
    }

    /** What became of it. */
    public enum Outcome {
        OPEN,
        COMMITTED,
        ABANDONED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A site's part in it.
     *
     * @param spans one after the other
     * @param reason why it did not contribute; null where there is none
     */
    public record Lane(String site, List<Span> spans, String reason) {
        public Lane {
            spans = List.copyOf(spans);
        }
    }

    /**
     * @param from milliseconds since the round began
     * @param to milliseconds since the round began; null while it lasts
     */
    public record Span(Activity what, long from, Long to) {}

    static String word(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /** What is kept of it when it is long ago. */
    RoundView inShort() {
        return new RoundView(
                round,
                attempt,
                phase,
                outcome,
                reason,
                startedAt,
                endedAt,
                seconds,
                learningRate,
                backbone,
                losses,
                metrics,
                bytesUp,
                bytesDown,
                contributed,
                List.of(),
                List.of());
    }

    /** JSON has no NaN. */
    static SortedMap<String, Double> finite(Map<String, Double> values) {
        SortedMap<String, Double> finite = new TreeMap<>();
        values.forEach((name, value) -> finite.put(name, finite(value)));
        return finite;
    }

    static Double finite(Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }
}
