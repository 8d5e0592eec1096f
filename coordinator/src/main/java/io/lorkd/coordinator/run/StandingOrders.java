package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.OpenRun;
import io.lorkd.coordinator.journal.OpenRun.Exclusion;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.journal.OpenRun.Stop;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run is under orders to do until they are taken back; a coordinator that starts again finds the same ones in the
 * journal. They are given in {@link RunOrders}.
 */
final class StandingOrders {
    private final Map<String, Exclusion> excluded = new TreeMap<>();
    private Optional<Pause> pause = Optional.empty();
    private Optional<Stop> stop = Optional.empty();

    /** Takes over what the journal holds. */
    void recall(OpenRun past) {
        pause = past.paused();
        stop = past.stopped();
        excluded.clear();
        excluded.putAll(past.excluded());
    }

    /** Why the run is to stand still before it offers another round; empty where it is not. */
    Optional<Pause> pause() {
        return pause;
    }

    void pause(Pause given) {
        pause = Optional.of(given);
    }

    void resume() {
        pause = Optional.empty();
    }

    /** Why the run is to end; empty where it is not. */
    Optional<Stop> stop() {
        return stop;
    }

    void stop(Stop given) {
        stop = Optional.of(given);
    }

    /** Why a site takes no part; empty where it does. */
    Optional<Exclusion> exclusion(String site) {
        return Optional.ofNullable(excluded.get(site));
    }

    boolean excludes(String site) {
        return excluded.containsKey(site);
    }

    boolean excludesAny() {
        return !excluded.isEmpty();
    }

    void exclude(String site, Exclusion given) {
        excluded.put(site, given);
    }

    void readmit(String site) {
        excluded.remove(site);
    }
}
