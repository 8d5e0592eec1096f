package io.lorkd.coordinator.journal;

import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.ENDING_RUN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.ENROLLING_SITE;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.OPENING_RUN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.RUN_ENDED;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.RUN_OPENED;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.SITE_ENROLLED;

/**
 * The coordinator's decisions on disk. Each method is one transaction, and is on disk when it returns; where that cannot be
 * had, it throws {@link JournalLostException}. All block: they are for one thread of their own.
 */
public final class Journal implements AutoCloseable {
    private final Transactions transactions;
    private final Clock clock;
    private final RoundRows rounds;
    private final ResultRows results;
    private final EventRows events;
    private final OrderRows orders;
    private final AccountRows accounts;

    private Journal(Transactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.rounds = new RoundRows(transactions);
        this.results = new ResultRows(transactions);
        this.events = new EventRows(transactions, clock);
        this.orders = new OrderRows(transactions, events, clock);
        this.accounts = new AccountRows(transactions, events, clock);
    }

    /**
     * Opens the journal in a state folder, and brings its tables to this version.
     *
     * @param clock dates the rows, for people to read; nothing is decided by it
     * @throws RunFailedException if it cannot be opened
     */
    public static Journal open(Path state, Clock clock) {
        return open(new EmbeddedDatabase(state), Patience.standard(), clock);
    }

    /**
     * Opens the journal in a PostgreSQL database, and brings its tables to this version.
     *
     * @param clock dates the rows, for people to read; nothing is decided by it
     * @throws RunFailedException if it cannot be opened, or another coordinator has it
     */
    public static Journal open(PostgresSettings postgres, Clock clock) {
        return open(new PostgresDatabase(postgres), Patience.standard(), clock);
    }

    /** Opens the journal in the database that is named, or else in the state folder. */
    public static Journal open(Optional<PostgresSettings> postgres, Path state, Clock clock) {
        return postgres.map(settings -> open(settings, clock)).orElseGet(() -> open(state, clock));
    }

    static Journal open(Database database, Patience patience, Clock clock) {
        return new Journal(Transactions.open(database, patience), clock);
    }

    public RoundRows rounds() {
        return rounds;
    }

    public ResultRows results() {
        return results;
    }

    public OrderRows orders() {
        return orders;
    }

    public AccountRows accounts() {
        return accounts;
    }

    public EventRows events() {
        return events;
    }

    /** The run that an earlier coordinator left open here, if there is one. */
    public Optional<OpenRun> openRun() {
        return transactions.inTransaction(OpenRunRows::read);
    }

    /** The run that was opened last, whether it has ended or not. */
    public Optional<PastRun> lastRun() {
        return transactions.inTransaction(
                handle -> handle.createQuery("select id, plan from runs order by opened_at desc limit 1")
                        .map((row, context) -> new PastRun(row.getString("id"), row.getString("plan")))
                        .findOne());
    }

    /** The run that was opened last here, if it has ended. */
    public Optional<EndedRun> endedRun() {
        return transactions.inTransaction(OpenRunRows::readEnded);
    }

    /** @param plan the whole plan, as YAML */
    public void runOpened(String run, String name, String plan, String initialBackbone) {
        runOpened(run, name, plan, initialBackbone, Optional.empty());
    }

    /**
     * @param plan the whole plan, as YAML
     * @param order the order to begin it; empty where nobody gave one
     * @return the order's row
     */
    public Optional<EventRow> runOpened(
            String run, String name, String plan, String initialBackbone, Optional<OrderGiven> order) {
        OPENING_RUN.reached();
        Optional<EventRow> given = transactions.inTransaction(handle -> {
            handle.createUpdate("insert into runs (id, name, plan, state, reason, initial_backbone, opened_at)"
                            + " values (:run, :name, :plan, 'OPEN', '', :backbone, :at)")
                    .bind("run", run)
                    .bind("name", name)
                    .bind("plan", plan)
                    .bind("backbone", initialBackbone)
                    .bind("at", clock.instant())
                    .execute();
            return order.map(event -> events.insert(handle, run, event));
        });
        RUN_OPENED.reached();
        return given;
    }

    public void runEnded(String run, RunRowState state, String reason) {
        transactions.write(
                ENDING_RUN,
                RUN_ENDED,
                handle -> handle.createUpdate(
                                "update runs set state = :state, reason = :reason, ended_at = :at where id = :run")
                        .bind("state", state.name())
                        .bind("reason", reason)
                        .bind("at", clock.instant())
                        .bind("run", run)
                        .execute());
    }

    /** The run stands still of itself; it stays open, and does not go on before it is ordered to. */
    public void runPaused(String run, String reason) {
        transactions.useTransaction(handle -> OrderRows.pause(handle, run, reason, null));
    }

    /** What has gone over the wire in the run so far. */
    public void transferred(String run, OpenRun.WireBytes bytes) {
        transactions.useTransaction(handle -> handle.createUpdate("update runs set bytes_down = :down, bytes_up = :up,"
                        + " bytes_foreign = :foreign where id = :run")
                .bind("down", bytes.down())
                .bind("up", bytes.up())
                .bind("foreign", bytes.foreign())
                .bind("run", run)
                .execute());
    }

    /** Writes a site down, in place of what was written of it before. */
    public void siteEnrolled(String run, Enrol site) {
        transactions.write(ENROLLING_SITE, SITE_ENROLLED, handle -> {
            int known = handle.createUpdate(
                            "update sites set instance = :instance, device = :device where run = :run and site = :site")
                    .bind("instance", site.instance())
                    .bind("device", site.device())
                    .bind("run", run)
                    .bind("site", site.site())
                    .execute();
            if (known == 0) {
                handle.createUpdate("insert into sites (run, site, instance, device, joined_at)"
                                + " values (:run, :site, :instance, :device, :at)")
                        .bind("run", run)
                        .bind("site", site.site())
                        .bind("instance", site.instance())
                        .bind("device", site.device())
                        .bind("at", clock.instant())
                        .execute();
            }
            handle.createUpdate("delete from regions where run = :run and site = :site")
                    .bind("run", run)
                    .bind("site", site.site())
                    .execute();
            PreparedBatch regions = handle.prepareBatch("insert into regions (run, site, region, classes, samples)"
                    + " values (:run, :site, :region, :classes, :samples)");
            for (Region region : site.regions()) {
                regions.bind("run", run)
                        .bind("site", site.site())
                        .bind("region", region.name())
                        .bind("classes", Json.of(region.classes()))
                        .bind("samples", region.samples())
                        .add();
            }
            regions.execute();
        });
    }

    @Override
    public void close() {
        transactions.close();
    }
}
