package io.lorkd.protocol.message;

import io.lorkd.protocol.SiteId;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks of messages' components, each of which throws {@link IllegalArgumentException} that names the component. */
final class Require {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final int LONGEST_NAME = 256;
    private static final int MOST_ENTRIES = 1024;

    private Require() {}

    static void that(boolean holds, String name, Object found, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": found " + found + "; allowed is " + allowed);
        }
    }

    static void present(String name, Object value) {
        that(value != null, name, "nothing", "a value");
    }

    static void site(String id) {
        that(SiteId.isValid(id), "site", quoted(id), "1 to 63 lower-case letters, digits and dashes");
    }

    static void run(String id) {
        that(
                id != null && RUN.matcher(id).matches(),
                "run",
                quoted(id),
                "1 to 128 letters, digits, points, dashes and underscores");
    }

    static void digest(String name, String value) {
        that(
                value != null && DIGEST.matcher(value).matches(),
                name,
                quoted(value),
                "a SHA-256 of 64 lower-case hexadecimal digits");
    }

    static void name(String name, String value) {
        that(
                value != null && !value.isBlank() && value.length() <= LONGEST_NAME && isPlain(value),
                name,
                quoted(value),
                "a text of 1 to " + LONGEST_NAME + " characters, none of them a control character");
    }

    /** A name is shown, logged and stored: it holds no control character and no half of a surrogate pair. */
    private static boolean isPlain(String value) {
        return value.codePoints()
                .noneMatch(point -> Character.isISOControl(point)
                        || Character.MIN_SURROGATE <= point && point <= Character.MAX_SURROGATE);
    }

    static void atLeast(String name, long least, long value) {
        that(value >= least, name, value, "at least " + least);
    }

    static void share(String name, double value) {
        that(Double.isNaN(value) || value >= 0 && value <= 1, name, value, "0 to 1, or NaN where it is not known");
    }

    static void notNegative(String name, Duration value) {
        that(value != null && !value.isNegative(), name, value, "a duration of 0 or more");
    }

    /** A copy in the order of the keys, so that whoever walks it does so in the same order everywhere. */
    static <V> Map<String, V> sorted(String name, Map<String, V> map) {
        present(name, map);
        that(map.size() <= MOST_ENTRIES, name, map.size() + " entries", "at most " + MOST_ENTRIES);
        map.forEach((key, value) -> {
            name("a key of " + name, key);
            present(name + "." + key, value);
        });
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    private static String quoted(String text) {
        if (text == null) {
            return "nothing";
        }
        String shown = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "..." : text;
        return "'" + shown.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
