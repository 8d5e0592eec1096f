package io.lorkd.coordinator.event;

import io.lorkd.protocol.plan.Plan;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static io.lorkd.coordinator.event.Copies.sorted;
import static io.lorkd.coordinator.event.Words.brief;
import static io.lorkd.coordinator.event.Words.count;
import static java.util.stream.Collectors.joining;

/** Something happened to the run as a whole. */
public sealed interface RunEvent extends CoordinatorEvent {
    /**
     * A coordinator has this run in hand from here on, be it new or taken up.
     *
     * @param parameters how many numbers the shared backbone has
     */
    record RunInHand(String run, Plan plan, long parameters) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " (" + plan.name() + ") is in hand.";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * How the run is at this moment; comes as often as sites are to be heard of.
     *
     * @param bytesDown of tensor files, to the sites since the run began
     * @param bytesUp of tensor files, from the sites since the run began
     * @param sites what is known of each enrolled site's life
     */
    record Pulse(String run, long bytesDown, long bytesUp, Map<String, Sign> sites) implements RunEvent {
        public Pulse {
            sites = sorted(sites);
        }

        /**
         * @param lost whether it was not heard of for too long
         * @param silence the time since it was heard of
         * @param leaseLeft for how long yet its part in the round is waited for without an advance; empty where it has none
         */
        public record Sign(boolean lost, Duration silence, Optional<Duration> leaseLeft) {}

        @Override
        public String sentence() {
            return "Run " + run + " has " + count(sites.size(), "site") + ".";
        }

        @Override
        public boolean journalled() {
            return false;
        }
    }

    /**
     * The coordinator has its first backbone and lets sites in.
     *
     * @param sites how many sites the run waits for
     * @param backbone SHA-256 of the initial backbone
     */
    record RunOpened(String run, int sites, String backbone) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " waits for " + count(sites, "site") + "; initial backbone " + brief(backbone) + ".";
        }
    }

    /** A coordinator goes on with a run that it has found open in its journal. */
    record RunTakenUp(String run, int committed, int sites) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is taken up after " + count(committed, "committed round") + " with "
                    + count(sites, "site") + ".";
        }
    }

    /** @param state the name of the state that the run has come to */
    record StateEntered(String run, String state) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is in " + state + ".";
        }
    }

    /** @param reductions the mean loss reduction over warm-up of each region that was measured at both ends; may be empty */
    record RanksDecided(Map<String, Integer> ranks, Map<String, Double> reductions) implements RunEvent {
        public RanksDecided {
            ranks = sorted(ranks);
            reductions = sorted(reductions);
        }

        @Override
        public String sentence() {
            return "Ranks: "
                    + ranks.entrySet().stream()
                            .map(region -> region.getKey() + " " + region.getValue()
                                    + (reductions.containsKey(region.getKey())
                                            ? String.format(
                                                    Locale.ROOT,
                                                    " (loss fell by %.4f)",
                                                    reductions.get(region.getKey()))
                                            : ""))
                            .collect(joining(", "))
                    + ".";
        }
    }

    /** No further round is offered until the run is resumed. */
    record RunPaused(String run, String reason) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " is paused: " + reason;
        }
    }

    record RunResumed(String run) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " goes on.";
        }
    }

    /** @param missing sites whose report did not come in time */
    record RunFinished(String run, String backbone, List<String> missing) implements RunEvent {
        public RunFinished {
            missing = List.copyOf(missing);
        }

        @Override
        public String sentence() {
            return "Run " + run + " finished with backbone " + brief(backbone)
                    + (missing.isEmpty() ? "." : "; no report from " + String.join(", ", missing) + ".");
        }
    }

    /** An operator ended it. */
    record RunStopped(String run, String reason) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " has ended: " + reason;
        }
    }

    record RunFailed(String run, String reason) implements RunEvent {
        @Override
        public String sentence() {
            return "Run " + run + " failed: " + reason;
        }
    }
}
