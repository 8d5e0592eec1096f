package io.lorkd.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * One entry of a schedule.
 *
 * @param number counted from 1
 * @param site index of the site that it strikes, or whose line it strikes; of no meaning where no site has a part in it
 * @param onward whether it waits until a round has been committed since the last fault; else it strikes while what the
 *     last one struck recovers
 * @param after how long it waits then
 * @param lasting how long it lasts, where it does
 * @param amount what a kind needs to be told: a delay in milliseconds, bytes per second, seconds that a clock jumps; else
 *     0
 */
record Fault(int number, FaultKind kind, int site, boolean onward, Duration after, Duration lasting, long amount) {

    /** @param siteName of the site that {@link #site} is the index of */
    String sentence(String siteName) {
        String whom =
                switch (kind.victim()) {
                    case SITE, COORDINATOR_AND_SITE -> " (" + siteName + ")";
                    case LINE -> " (line of " + siteName + ")";
                    case COORDINATOR, ALL -> "";
                };
        String how =
                switch (kind) {
                    case DELAY -> String.format(Locale.ROOT, " by %d ms", amount);
                    case THROTTLE -> String.format(Locale.ROOT, " to %d bytes/s", amount);
                    case CLOCK_JUMP -> String.format(Locale.ROOT, " by %+d s", amount);
                    default -> "";
                };
        String until = kind.lasts() ? String.format(Locale.ROOT, " for %d ms", lasting.toMillis()) : "";
        return String.format(
                Locale.ROOT,
                "%s%s%s%s, %d ms after %s",
                kind.label(),
                whom,
                how,
                until,
                after.toMillis(),
                onward ? "the next commit" : "the last fault");
    }
}
