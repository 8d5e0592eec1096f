package io.lorkd.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a suite of faults has shown.
 *
 * @param faults that struck
 * @param runs that they struck
 * @param verdict of all runs together
 * @param seconds wall-clock time, the undisturbed run's among them
 */
record FaultReport(List<Fault> faults, int runs, Verdict verdict, double seconds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    FaultReport {
        faults = List.copyOf(faults);
    }

    private SortedMap<FaultKind, Integer> kinds() {
        SortedMap<FaultKind, Integer> kinds = new TreeMap<>();
        faults.forEach(fault -> kinds.merge(fault.kind(), 1, Integer::sum));
        return kinds;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%d faults in %d runs and %.0f s:%n", faults.size(), runs, seconds));
        kinds().forEach((kind, count) -> text.append(String.format(Locale.ROOT, "%6d %s%n", count, kind.label())));
        text.append(String.format(
                Locale.ROOT,
                "contributions lost %d, counted twice %d, rounds lost %d, backbone %s",
                verdict.lost(),
                verdict.doubled(),
                verdict.roundsLost(),
                verdict.sameHash() ? "as undisturbed" : "NOT the undisturbed run's"));
        verdict.complaints()
                .forEach(complaint -> text.append(System.lineSeparator()).append(complaint));
        return text.toString();
    }

    /** One line. */
    String json() {
        ObjectNode report = JSON.createObjectNode().put("faults", faults.size());
        ObjectNode kinds = report.putObject("kinds");
        kinds().forEach((kind, count) -> kinds.put(kind.label(), count));
        report.put("lost", verdict.lost())
                .put("doubled", verdict.doubled())
                .put("roundsLost", verdict.roundsLost())
                .put("sameHash", verdict.sameHash())
                .put("seconds", Math.round(seconds * 10) / 10.0);
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Numbers and names could not be written as JSON", e);
        }
    }
}
