package io.lorkd.coordinator.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The coordinator's decisions on disk. Each method is one transaction, and is on disk when it returns. All block: they are
 * for one thread of their own.
 */
public final class Journal implements AutoCloseable {
    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final Clock clock;
    private final RoundRows rounds;
    private final ResultRows results;

    private Journal(HikariDataSource source, Clock clock) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.clock = clock;
        this.rounds = new RoundRows(jdbi);
        this.results = new ResultRows(jdbi);
    }

    /**
     * Opens the journal in a state folder, and brings its tables to this version.
     *
     * @param clock dates the rows, for people to read; nothing is decided by it
     * @throws RunFailedException if it cannot be opened
     */
    public static Journal open(Path state, Clock clock) {
        // By default H2 writes a commit up to half a second later. And the process ends when we say so: H2's own
        // shutdown
        // hook would close the database before the last row is written.
        String url =
                "jdbc:h2:file:" + state.toAbsolutePath().resolve("journal") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName("journal");
        config.setMaximumPoolSize(2);
        config.setInitializationFailTimeout(-1);
        HikariDataSource source = new HikariDataSource(config);
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:io/lorkd/coordinator/journal")
                    .load()
                    .migrate();
            return new Journal(source, clock);
        } catch (FlywayException e) {
            source.close();
            throw new RunFailedException(
                    "The journal in " + state + " cannot be opened: " + e.getMessage()
                            + "; if another version of the coordinator wrote it, name another state folder",
                    e);
        }
    }

    public RoundRows rounds() {
        return rounds;
    }

    public ResultRows results() {
        return results;
    }

    /** The run that an earlier coordinator left open here, if there is one. */
    public Optional<OpenRun> openRun() {
        return jdbi.inTransaction(OpenRunRows::read);
    }

    /** @param plan the whole plan, as YAML */
    public void runOpened(String run, String name, String plan, String initialBackbone) {
        jdbi.useTransaction(handle -> handle.createUpdate("insert into runs (id, name, plan, state, reason,"
                        + " initial_backbone, opened_at) values (:run, :name, :plan, 'OPEN', '', :backbone, :at)")
                .bind("run", run)
                .bind("name", name)
                .bind("plan", plan)
                .bind("backbone", initialBackbone)
                .bind("at", clock.instant())
                .execute());
    }

    public void runEnded(String run, RunRowState state, String reason) {
        jdbi.useTransaction(handle -> handle.createUpdate(
                        "update runs set state = :state, reason = :reason, ended_at = :at where id = :run")
                .bind("state", state.name())
                .bind("reason", reason)
                .bind("at", clock.instant())
                .bind("run", run)
                .execute());
    }

    /** The run stays open, and does not go on before {@link #runResumed}; not after a restart either. */
    public void runPaused(String run, String reason) {
        pauseReason(run, reason);
    }

    public void runResumed(String run) {
        pauseReason(run, null);
    }

    private void pauseReason(String run, String reason) {
        jdbi.useTransaction(handle -> handle.createUpdate("update runs set pause_reason = :reason where id = :run")
                .bind("reason", reason)
                .bind("run", run)
                .execute());
    }

    /** What has gone over the wire in the run so far. */
    public void transferred(String run, OpenRun.WireBytes bytes) {
        jdbi.useTransaction(handle -> handle.createUpdate("update runs set bytes_down = :down, bytes_up = :up,"
                        + " bytes_foreign = :foreign where id = :run")
                .bind("down", bytes.down())
                .bind("up", bytes.up())
                .bind("foreign", bytes.foreign())
                .bind("run", run)
                .execute());
    }

    /** Writes a site down, in place of what was written of it before. */
    public void siteEnrolled(String run, Enrol site) {
        jdbi.useTransaction(handle -> {
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

    public void happened(String run, CoordinatorEvent event) {
        jdbi.useTransaction(handle -> handle.createUpdate(
                        "insert into events (run, happened_at, kind, sentence) values (:run, :at, :kind, :sentence)")
                .bind("run", run)
                .bind("at", clock.instant())
                .bind("kind", event.getClass().getSimpleName())
                .bind("sentence", event.sentence())
                .execute());
    }

    @Override
    public void close() {
        source.close();
    }
}
