package io.lorkd.protocol.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses what a mistyped key was meant to be. */
final class Suggestion {
    private Suggestion() {}

    /** A clause that names the nearest known key, or nothing where none is near. */
    static String of(String mistyped, List<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(key -> distance(mistyped, key)))
                .filter(key -> distance(mistyped, key) <= Math.max(2, key.length() / 3))
                .map(key -> ", did you mean " + key + "?")
                .orElse("");
    }

    /** Levenshtein's distance, regardless of case, dashes and underscores. */
    private static int distance(String one, String other) {
        String a = bare(one);
        String b = bare(other);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static String bare(String key) {
        String cut = key.length() > 64 ? key.substring(0, 64) : key;
        return cut.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
