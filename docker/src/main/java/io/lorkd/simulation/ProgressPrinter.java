package io.lorkd.simulation;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator.Progress;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.stream.Collectors.joining;

/**
 * Writes a run's progress: a line per round, and within a round how far each site is. On a terminal the latter is one line
 * that is written over; elsewhere it is a line every few seconds.
 */
final class ProgressPrinter implements CoordinatorEvents {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final Clock clock;

    private final SortedMap<String, Progress> progress = new TreeMap<>();
    private CoordinatorEvent.RoundOffered round;
    private Instant roundStart;
    private Instant lastLine;

    ProgressPrinter(PrintWriter out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.lastLine = clock.instant();
    }

    @Override
    public synchronized void happened(CoordinatorEvent event) {
        if (event instanceof CoordinatorEvent.RoundOffered offered) {
            onRoundOffered(offered);
        } else if (event instanceof CoordinatorEvent.SiteProgress site) {
            onProgress(site);
        } else if (event instanceof CoordinatorEvent.RoundCommitted committed) {
            onCommitted(committed);
        } else if (!(event instanceof CoordinatorEvent.UpdateStaged)) {
            line(event.sentence());
        }
    }

    private void onRoundOffered(CoordinatorEvent.RoundOffered offered) {
        round = offered;
        roundStart = clock.instant();
        progress.clear();
        if (terminal || offered.round().round() == 1) {
            live(heading() + "  offered to " + String.join(", ", offered.sites()));
        }
    }

    private void onProgress(CoordinatorEvent.SiteProgress site) {
        if (round == null || !site.progress().round().equals(round.round())) {
            return;
        }
        progress.put(site.site(), site.progress());
        if (terminal || !clock.instant().isBefore(lastLine.plus(BETWEEN_LINES))) {
            live(heading() + "  "
                    + progress.entrySet().stream().map(ProgressPrinter::step).collect(joining("  ")));
        }
    }

    private void onCommitted(CoordinatorEvent.RoundCommitted committed) {
        String losses = committed.losses().entrySet().stream()
                .map(loss -> String.format(Locale.ROOT, "%s %.3f", loss.getKey(), loss.getValue()))
                .collect(joining("  "));
        double seconds = Duration.between(roundStart, clock.instant()).toMillis() / 1000.0;
        line(String.format(Locale.ROOT, "%s  loss  %s  (%.1f s)", heading(), losses, seconds));
    }

    /** {@code round  3/15 warm-up}. */
    private String heading() {
        int digits = String.valueOf(round.rounds()).length();
        return String.format(
                Locale.ROOT,
                "round %" + digits + "d/%d  %-13s",
                round.round().round(),
                round.rounds(),
                round.phase() == Phase.WARMUP ? "warm-up" : "decomposition");
    }

    private static String step(Map.Entry<String, Progress> site) {
        Progress progress = site.getValue();
        String steps = String.format(Locale.ROOT, "%s %d/%d", site.getKey(), progress.step(), progress.steps());
        return Double.isNaN(progress.loss()) ? steps : String.format(Locale.ROOT, "%s %.2f", steps, progress.loss());
    }

    private void line(String text) {
        if (terminal) {
            out.print(ERASE_LINE);
        }
        out.println(text);
        out.flush();
        lastLine = clock.instant();
    }

    private void live(String text) {
        if (terminal) {
            out.print(ERASE_LINE + text);
            out.flush();
        } else {
            line(text);
        }
    }
}
