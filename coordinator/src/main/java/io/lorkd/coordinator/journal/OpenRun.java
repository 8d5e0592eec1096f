package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that the journal holds of a run that has not ended: what a coordinator needs to go on with it.
 *
 * @param plan the whole plan, as YAML
 * @param paused why the run is paused; empty where it is not
 * @param stopped why the run is to end; empty where it is not
 * @param excluded the sites that were put out of the run, by id
 * @param initialBackbone SHA-256 of the backbone that the run began with
 * @param sites every site as it enrolled, by id
 * @param measurements losses by measurement, by site, by region
 * @param ranks rank by region; empty before they are decided
 * @param committed the last committed round
 * @param open the last attempt at the round after that; empty where none was begun
 * @param lastCounted by site, the committed round that last counted an update of it
 * @param reports what sites reported at the end, by id
 */
public record OpenRun(
        String id,
        String plan,
        Optional<Pause> paused,
        Optional<Stop> stopped,
        SortedMap<String, Exclusion> excluded,
        String initialBackbone,
        List<Enrol> sites,
        Map<Measurement, Map<String, Map<String, RegionLoss>>> measurements,
        SortedMap<String, Integer> ranks,
        Optional<RoundRecord> committed,
        Optional<RoundRecord> open,
        Map<String, RoundRecord> lastCounted,
        List<SiteReport> reports,
        WireBytes bytes) {
    public OpenRun {
        excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
        sites = List.copyOf(sites);
        measurements = Map.copyOf(measurements);
        ranks = Collections.unmodifiableSortedMap(new TreeMap<>(ranks));
        lastCounted = Map.copyOf(lastCounted);
        reports = List.copyOf(reports);
    }

    /** @param by who ordered it; empty where the run stands still of itself */
    public record Pause(String reason, Optional<String> by) {}

    /** @param by who ordered it */
    public record Stop(String reason, String by) {}

    /** @param by who ordered it */
    public record Exclusion(String reason, String by) {}

    /**
     * Bytes of tensor files that went over the wire.
     *
     * @param down to the sites
     * @param up from them
     * @param foreign those of {@code up} that were no encoding of a backbone's tensors
     */
    public record WireBytes(long down, long up, long foreign) {
        public static final WireBytes NONE = new WireBytes(0, 0, 0);

        public WireBytes plus(WireBytes more) {
            return new WireBytes(down + more.down, up + more.up, foreign + more.foreign);
        }
    }

    public int committedRounds() {
        return committed.map(RoundRecord::number).orElse(0);
    }

    public String backbone() {
        return committed.flatMap(RoundRecord::nextBackbone).orElse(initialBackbone);
    }

    /** SHA-256 of the server optimiser's state that belongs to the backbone, if there is one. */
    public Optional<String> optimiserState() {
        return committed.flatMap(RoundRecord::nextOptimiserState);
    }

    public Map<String, Map<String, RegionLoss>> measured(Measurement measurement) {
        return measurements.getOrDefault(measurement, Map.of());
    }
}
