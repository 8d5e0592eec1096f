package io.lorkd.simulation;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator.Progress;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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

    /** A line that is written over must not wrap, or only its last row would be. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintWriter out;
    private final boolean terminal;
    private final Clock clock;

    private final SortedMap<String, String> steps = new TreeMap<>();
    private String heading = "";
    private Instant roundStart;
    private Instant lastLine;

    ProgressPrinter(PrintWriter out, boolean terminal, Clock clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.roundStart = clock.instant();
        this.lastLine = roundStart;
    }

    @Override
    public synchronized void happened(CoordinatorEvent event) {
        if (event instanceof RoundEvent.RoundOffered offered) {
            onRoundOffered(offered.round().round(), offered.rounds(), offered.phase(), offered.sites());
        } else if (event instanceof WorkEvent.SiteProgress site) {
            Progress progress = site.progress();
            onProgress(site.site(), progress.step(), progress.steps(), progress.loss());
        } else if (event instanceof RoundEvent.RoundCommitted committed) {
            onCommitted(committed.losses());
        } else if (event.journalled()
                && !(event instanceof WorkEvent.UpdateStaged
                        || event instanceof RunEvent.StateEntered)) { // each round's line says the phase
            line(event.sentence());
        }
    }

    synchronized void onRoundOffered(int round, int rounds, Phase phase, Collection<String> sites) {
        int digits = String.valueOf(rounds).length();
        heading = String.format(
                Locale.ROOT,
                "round %" + digits + "d/%d  %-13s",
                round,
                rounds,
                phase == Phase.WARMUP ? "warm-up" : "decomposition");
        roundStart = clock.instant();
        steps.clear();
        if (terminal || round == 1) {
            live(heading + "  offered to " + String.join(", ", sites));
        }
    }

    /**
     * @param of 0 while the site pulls the backbone and does not count steps yet
     * @param loss NaN before the first step
     */
    synchronized void onProgress(String site, long step, long of, double loss) {
        String done = of == 0 ? site + " begins" : String.format(Locale.ROOT, "%s %d/%d", site, step, of);
        steps.put(site, Double.isNaN(loss) ? done : String.format(Locale.ROOT, "%s %.2f", done, loss));
        if (terminal || !clock.instant().isBefore(lastLine.plus(BETWEEN_LINES))) {
            live(heading + "  " + String.join("  ", steps.values()));
        }
    }

    synchronized void onCommitted(Map<String, Double> losses) {
        String regions = losses.entrySet().stream()
                .map(loss -> String.format(Locale.ROOT, "%s %.3f", loss.getKey(), loss.getValue()))
                .collect(joining("  "));
        double seconds = Duration.between(roundStart, clock.instant()).toMillis() / 1000.0;
        line(String.format(Locale.ROOT, "%s  loss  %s  (%.1f s)", heading, regions, seconds));
    }

    synchronized void line(String text) {
        if (terminal) {
            out.print(ERASE_LINE);
        }
        out.println(text);
        out.flush();
        lastLine = clock.instant();
    }

    private void live(String text) {
        if (terminal) {
            out.print(ERASE_LINE + WRAP_OFF + text + WRAP_ON);
            out.flush();
        } else {
            line(text);
        }
    }
}
