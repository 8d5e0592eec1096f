package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.AccountEvent;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.EventCodec;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.Severity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The journal's rows of what happened. Each method is one transaction. */
public final class EventRows {
    private static final String SHOWN = "id, happened_at, severity, kind, site, round, sentence";

    private final Transactions transactions;
    private final Clock clock;

    EventRows(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    public EventRow happened(String run, CoordinatorEvent event) {
        return transactions.inTransaction(handle -> insert(handle, run, event));
    }

    /** As {@link #happened}, as part of a transaction. */
    EventRow insert(Handle handle, String run, CoordinatorEvent event) {
        EventRow row = EventRow.of(0, now(), event);
        return EventRow.of(insert(handle, run, row, EventCodec.write(event)), row.at(), event);
    }

    /** What is of no run is only read, so that the sentence is all that is kept of it. */
    EventRow insert(Handle handle, AccountEvent event) {
        EventRow row = EventRow.of(0, now(), event);
        return EventRow.of(insert(handle, null, row, null), row.at(), event);
    }

    /** To what every database keeps of an instant, so that the row reads as it was written. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * @param run null where it is of none
     * @param data the event itself; null where the row is all that is kept
     * @return the row's id
     */
    private static long insert(Handle handle, String run, EventRow row, String data) {
        return handle.createUpdate("insert into events (run, happened_at, kind, sentence, severity, site, round, data)"
                        + " values (:run, :at, :kind, :sentence, :severity, :site, :round, :data)")
                .bind("run", run)
                .bind("at", row.at())
                .bind("kind", row.kind())
                .bind("sentence", row.sentence())
                .bind("severity", row.severity().word())
                .bind("site", row.site())
                .bind("round", row.round())
                .bind("data", data)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    /** Events of any run. */
    public EventPage find(EventQuery wanted) {
        StringBuilder sql = new StringBuilder("select " + SHOWN + " from events where severity in (<severities>)");
        wanted.before().ifPresent(id -> sql.append(" and id < :before"));
        wanted.after().ifPresent(id -> sql.append(" and id > :after"));
        if (!wanted.kinds().isEmpty()) {
            sql.append(" and kind in (<kinds>)");
        }
        if (!wanted.text().isEmpty()) {
            sql.append(" and (lower(sentence) like :text escape '!' or lower(site) like :text escape '!')");
        }
        sql.append(" order by id desc limit :limit");
        List<EventRow> rows = transactions.inTransaction(handle -> {
            Query query = handle.createQuery(sql)
                    .bindList("severities", severities(wanted.least()))
                    .bind("limit", wanted.limit() + 1);
            wanted.before().ifPresent(id -> query.bind("before", id));
            wanted.after().ifPresent(id -> query.bind("after", id));
            if (!wanted.kinds().isEmpty()) {
                query.bindList("kinds", List.copyOf(wanted.kinds()));
            }
            if (!wanted.text().isEmpty()) {
                query.bind("text", "%" + escaped(wanted.text()) + "%");
            }
            return query.map((row, context) -> shown(row)).list();
        });
        boolean more = rows.size() > wanted.limit();
        return new EventPage(more ? rows.subList(0, wanted.limit()) : rows, more);
    }

    /**
     * The oldest events after the one of that id, of any run, oldest first: what somebody missed who saw that one last.
     *
     * @param limit at most so many
     */
    public List<EventRow> since(long id, int limit) {
        return transactions.inTransaction(
                handle -> handle.createQuery("select " + SHOWN + " from events where id > :id order by id limit :limit")
                        .bind("id", id)
                        .bind("limit", limit)
                        .map((row, context) -> shown(row))
                        .list());
    }

    /**
     * A run's events that were kept whole, from the oldest on.
     *
     * @param after only events with greater ids
     * @param limit at most so many
     */
    public List<PastEvent> ofRun(String run, long after, int limit) {
        return transactions.inTransaction(handle -> handle.createQuery("select id, happened_at, kind, data from events"
                        + " where run = :run and id > :after and data is not null"
                        // In the index's own order: by the id alone, H2 would sort all that is left for every page.
                        + " order by run, id limit :limit")
                .bind("run", run)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new PastEvent(
                        row.getLong("id"), instant(row), EventCodec.read(row.getString("kind"), row.getString("data"))))
                .list());
    }

    /** Whether that happened in a round of a run. */
    public boolean has(String run, Class<? extends CoordinatorEvent> kind, int round) {
        return count(run, kind, " and round = " + round) > 0;
    }

    /** Whether that happened in a run. */
    public boolean has(String run, Class<? extends CoordinatorEvent> kind) {
        return count(run, kind, "") > 0;
    }

    private long count(String run, Class<? extends CoordinatorEvent> kind, String more) {
        return transactions.inTransaction(
                handle -> handle.createQuery("select count(*) from events where run = :run and kind = :kind" + more)
                        .bind("run", run)
                        .bind("kind", kind.getSimpleName())
                        .mapTo(Long.class)
                        .one());
    }

    private static EventRow shown(ResultSet row) throws SQLException {
        int round = row.getInt("round");
        return new EventRow(
                row.getLong("id"),
                instant(row),
                Severity.of(row.getString("severity")).orElse(Severity.INFO),
                row.getString("kind"),
                row.getString("site"),
                round == 0 ? null : round,
                row.getString("sentence"));
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject("happened_at", OffsetDateTime.class).toInstant();
    }

    private static List<String> severities(Severity least) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.compareTo(least) >= 0)
                .map(Severity::word)
                .toList();
    }

    /** What is looked for stands for itself. */
    private static String escaped(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }
}
