package io.lorkd.protocol.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and a unit, or ISO-8601. */
final class Durations {
    static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", Duration.ofDays(1));
        UNITS.put("h", Duration.ofHours(1));
        UNITS.put("m", Duration.ofMinutes(1));
        UNITS.put("s", Duration.ofSeconds(1));
        UNITS.put("ms", Duration.ofMillis(1));
    }

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (matcher.matches()) {
            return Optional.of(UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1))));
        }
        try {
            return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The text in the largest unit that divides the duration. */
    static String text(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return UNITS.entrySet().stream()
                .filter(unit -> isWhole(duration, unit.getValue()))
                .findFirst()
                .map(unit -> duration.dividedBy(unit.getValue()) + unit.getKey())
                .orElseGet(duration::toString);
    }

    private static boolean isWhole(Duration duration, Duration unit) {
        long count = duration.dividedBy(unit);
        return count > 0 && count <= 999_999_999 && unit.multipliedBy(count).equals(duration);
    }
}
