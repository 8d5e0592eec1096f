package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.journal.OpenRun.Exclusion;
import io.lorkd.coordinator.journal.OpenRun.Pause;
import io.lorkd.coordinator.journal.OpenRun.Stop;
import io.lorkd.coordinator.journal.OpenRun.WireBytes;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.jdbi.v3.core.Handle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what an earlier coordinator left of a run. */
final class OpenRunRows {
    private final Handle handle;
    private final String run;

    private OpenRunRows(Handle handle, String run) {
        this.handle = handle;
        this.run = run;
    }

    static Optional<OpenRun> read(Handle handle) {
        return handle.createQuery("select id from runs where state = 'OPEN' order by opened_at desc")
                .mapTo(String.class)
                .findFirst()
                .map(run -> new OpenRunRows(handle, run).read());
    }

    /** The run that was opened last, if it has ended. */
    static Optional<EndedRun> readEnded(Handle handle) {
        return handle.createQuery("select id, state, reason from runs order by opened_at desc")
                .map((row, context) -> new Ended(
                        row.getString("id"), RunRowState.valueOf(row.getString("state")), row.getString("reason")))
                .findFirst()
                .filter(last -> last.state() != RunRowState.OPEN)
                .map(last -> new EndedRun(new OpenRunRows(handle, last.id()).read(), last.state(), last.reason()));
    }

    private record Ended(String id, RunRowState state, String reason) {}

    private OpenRun read() {
        Map<String, Object> row = handle.createQuery(
                        "select plan, pause_reason, pause_by, stop_reason, stop_by, initial_backbone, bytes_down,"
                                + " bytes_up, bytes_foreign from runs where id = :run")
                .bind("run", run)
                .mapToMap()
                .one();
        RoundRecords rounds = new RoundRecords(handle, run);
        Optional<RoundRecord> committed = rounds.lastCommitted();
        int number = committed.map(RoundRecord::number).orElse(0);
        return new OpenRun(
                run,
                (String) row.get("plan"),
                Optional.ofNullable((String) row.get("pause_reason"))
                        .map(reason -> new Pause(reason, Optional.ofNullable((String) row.get("pause_by")))),
                Optional.ofNullable((String) row.get("stop_reason"))
                        .map(reason -> new Stop(reason, (String) row.get("stop_by"))),
                excluded(),
                (String) row.get("initial_backbone"),
                sites(),
                measurements(),
                ranks(),
                committed,
                rounds.lastAttempt(number + 1),
                lastCounted(rounds, number),
                reports(),
                new WireBytes(
                        (Long) row.get("bytes_down"), (Long) row.get("bytes_up"), (Long) row.get("bytes_foreign")));
    }

    private List<Enrol> sites() {
        SortedMap<String, List<Region>> regions = new TreeMap<>();
        handle.createQuery("select site, region, classes, samples from regions where run = :run order by site, region")
                .bind("run", run)
                .map((row, context) -> regions.computeIfAbsent(row.getString("site"), site -> new ArrayList<>())
                        .add(new Region(
                                row.getString("region"), Json.names(row.getString("classes")), row.getLong("samples"))))
                .list();
        return handle.createQuery("select site, instance, device from sites where run = :run order by site")
                .bind("run", run)
                .map((row, context) -> new Enrol(
                        row.getString("site"),
                        row.getString("instance"),
                        regions.getOrDefault(row.getString("site"), List.of()),
                        row.getString("device")))
                .list();
    }

    private SortedMap<String, Exclusion> excluded() {
        SortedMap<String, Exclusion> excluded = new TreeMap<>();
        handle.createQuery("select site, reason, excluded_by from exclusions where run = :run")
                .bind("run", run)
                .map((row, context) -> excluded.put(
                        row.getString("site"), new Exclusion(row.getString("reason"), row.getString("excluded_by"))))
                .list();
        return excluded;
    }

    private Map<Measurement, Map<String, Map<String, RegionLoss>>> measurements() {
        Map<Measurement, Map<String, Map<String, RegionLoss>>> losses = new EnumMap<>(Measurement.class);
        handle.createQuery("select measurement, site, region, loss, samples from measurements where run = :run")
                .bind("run", run)
                .map((row, context) -> losses.computeIfAbsent(
                                Measurement.valueOf(row.getString("measurement")), measurement -> new TreeMap<>())
                        .computeIfAbsent(row.getString("site"), site -> new TreeMap<>())
                        .put(row.getString("region"), new RegionLoss(row.getDouble("loss"), row.getLong("samples"))))
                .list();
        return losses;
    }

    private SortedMap<String, Integer> ranks() {
        SortedMap<String, Integer> ranks = new TreeMap<>();
        handle.createQuery("select region, expert_rank from ranks where run = :run")
                .bind("run", run)
                .map((row, context) -> ranks.put(row.getString("region"), row.getInt("expert_rank")))
                .list();
        return ranks;
    }

    /** A list that was frozen belongs to a commit if its round is not the one that is open still. */
    private Map<String, RoundRecord> lastCounted(RoundRecords rounds, int lastCommitted) {
        Map<String, RoundRecord> last = new HashMap<>();
        Map<Integer, RoundRecord> read = new HashMap<>();
        handle.createQuery("select site, max(round) as last_round from contributions"
                        + " where run = :run and counted = true and round <= :committed group by site")
                .bind("run", run)
                .bind("committed", lastCommitted)
                .map((row, context) -> Map.entry(row.getString("site"), row.getInt("last_round")))
                .forEach(entry -> last.put(entry.getKey(), read.computeIfAbsent(entry.getValue(), rounds::committed)));
        return last;
    }

    private List<SiteReport> reports() {
        SortedMap<String, List<RegionResult>> results = new TreeMap<>();
        handle.createQuery("select site, region, samples, tested, expert_rank, " + ScoreColumns.NAMES + " from reports"
                        + " where run = :run order by site, region")
                .bind("run", run)
                .map((row, context) -> results.computeIfAbsent(row.getString("site"), site -> new ArrayList<>())
                        .add(new RegionResult(
                                row.getString("region"),
                                row.getLong("samples"),
                                row.getLong("tested"),
                                row.getInt("expert_rank"),
                                ScoreColumns.read(row))))
                .list();
        return results.entrySet().stream()
                .map(site -> new SiteReport(site.getKey(), run, site.getValue()))
                .toList();
    }
}
