package io.lorkd.coordinator.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.nio.file.Path;
import java.sql.Types;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The coordinator's decisions on disk. Each method is one transaction, and is on disk when it returns. All block: they are
 * for one thread of their own.
 */
public final class Journal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final Clock clock;

    private Journal(HikariDataSource source, Clock clock) {
        this.source = source;
        this.jdbi = Jdbi.create(source);
        this.clock = clock;
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

    /** Closes what an earlier coordinator left open in this folder. Returns the ids of those runs. */
    public List<String> closeOpenRuns(String reason) {
        return jdbi.inTransaction(handle -> {
            List<String> open = handle.createQuery("select id from runs where state = 'OPEN'")
                    .mapTo(String.class)
                    .list();
            open.forEach(run -> endRun(handle, run, RunRowState.FAILED, reason));
            return open;
        });
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
        jdbi.useTransaction(handle -> endRun(handle, run, state, reason));
    }

    private void endRun(Handle handle, String run, RunRowState state, String reason) {
        handle.createUpdate("update runs set state = :state, reason = :reason, ended_at = :at where id = :run")
                .bind("state", state.name())
                .bind("reason", reason)
                .bind("at", clock.instant())
                .bind("run", run)
                .execute();
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
                        .bind("classes", json(region.classes()))
                        .bind("samples", region.samples())
                        .add();
            }
            regions.execute();
        });
    }

    public void roundOffered(RoundRow row) {
        jdbi.useTransaction(
                handle -> handle.createUpdate("insert into rounds (run, round, attempt, phase, state, reason,"
                                + " learning_rate, backbone, optimiser_state)"
                                + " values (:run, :round, :attempt, :phase, :state, '', :rate, :backbone, :optimiser)")
                        .bindMap(key(row.round()))
                        .bind("phase", row.phase().name())
                        .bind("state", RoundRowState.OFFERED.name())
                        .bind("rate", row.learningRate())
                        .bind("backbone", row.backbone())
                        .bind("optimiser", row.optimiserState().orElse(null))
                        .execute());
    }

    /** An update is verified and in the blob store. Writing it twice is writing it once. */
    public void contributionStaged(Contribution contribution) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from contributions"
                            + " where run = :run and round = :round and attempt = :attempt and site = :site")
                    .bindMap(key(contribution.round()))
                    .bind("site", contribution.site())
                    .execute();
            handle.createUpdate(
                            "insert into contributions (run, round, attempt, site, digest, bytes, weight, losses,"
                                    + " counted) values (:run, :round, :attempt, :site, :digest, :bytes, :weight, :losses, false)")
                    .bindMap(key(contribution.round()))
                    .bind("site", contribution.site())
                    .bind("digest", contribution.digest())
                    .bind("bytes", contribution.bytes())
                    .bind("weight", contribution.weight())
                    .bind("losses", json(contribution.losses()))
                    .execute();
        });
    }

    /** Freezes the list of those who are in the round: from here on nothing is added to it. */
    public void roundCommitting(RoundId round, List<String> contributors) {
        jdbi.useTransaction(handle -> {
            PreparedBatch counted = handle.prepareBatch("update contributions set counted = true"
                    + " where run = :run and round = :round and attempt = :attempt and site = :site");
            contributors.forEach(
                    site -> counted.bindMap(key(round)).bind("site", site).add());
            counted.execute();
            moveRound(handle, round, RoundRowState.COMMITTING, "");
        });
    }

    /** The commit: after this row the round is never taken back. */
    public void roundCommitted(RoundId round, String backbone, Optional<String> optimiserState) {
        jdbi.useTransaction(handle -> {
            moveRound(handle, round, RoundRowState.COMMITTED, "");
            handle.createUpdate("update rounds set next_backbone = :backbone, next_optimiser_state = :optimiser"
                            + " where run = :run and round = :round and attempt = :attempt")
                    .bindMap(key(round))
                    .bind("backbone", backbone)
                    .bind("optimiser", optimiserState.orElse(null))
                    .execute();
        });
    }

    public void roundAbandoned(RoundId round, String reason) {
        jdbi.useTransaction(handle -> moveRound(handle, round, RoundRowState.ABANDONED, reason));
    }

    private static void moveRound(Handle handle, RoundId round, RoundRowState state, String reason) {
        handle.createUpdate("update rounds set state = :state, reason = :reason"
                        + " where run = :run and round = :round and attempt = :attempt")
                .bindMap(key(round))
                .bind("state", state.name())
                .bind("reason", reason)
                .execute();
    }

    public void measured(Measured measured) {
        Measurement measurement = measured.measurement();
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from measurements"
                            + " where run = :run and measurement = :measurement and site = :site")
                    .bind("run", measured.run())
                    .bind("measurement", measurement.name())
                    .bind("site", measured.site())
                    .execute();
            PreparedBatch rows = handle.prepareBatch("insert into measurements (run, measurement, site, region, loss,"
                    + " samples) values (:run, :measurement, :site, :region, :loss, :samples)");
            measured.losses()
                    .forEach((region, loss) -> rows.bind("run", measured.run())
                            .bind("measurement", measurement.name())
                            .bind("site", measured.site())
                            .bind("region", region)
                            .bind("loss", loss.loss())
                            .bind("samples", loss.samples())
                            .add());
            rows.execute();
        });
    }

    public void ranksDecided(String run, Map<String, Integer> ranks, Map<String, Double> reductions) {
        jdbi.useTransaction(handle -> {
            PreparedBatch rows = handle.prepareBatch("insert into ranks (run, region, expert_rank, reduction)"
                    + " values (:run, :region, :rank, :reduction)");
            ranks.forEach((region, rank) -> rows.bind("run", run)
                    .bind("region", region)
                    .bind("rank", rank)
                    .bindBySqlType("reduction", reductions.get(region), Types.DOUBLE)
                    .add());
            rows.execute();
        });
    }

    public void reported(SiteReport report) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from reports where run = :run and site = :site")
                    .bind("run", report.run())
                    .bind("site", report.site())
                    .execute();
            PreparedBatch rows = handle.prepareBatch("insert into reports (run, site, region, samples, tested,"
                    + " expert_rank, accuracy, macro_f1, auc)"
                    + " values (:run, :site, :region, :samples, :tested, :rank, :accuracy, :f1, :auc)");
            for (RegionResult region : report.regions()) {
                Double auc = region.auc().isPresent() ? region.auc().getAsDouble() : null;
                rows.bind("run", report.run())
                        .bind("site", report.site())
                        .bind("region", region.region())
                        .bind("samples", region.samples())
                        .bind("tested", region.tested())
                        .bind("rank", region.rank())
                        .bind("accuracy", region.accuracy())
                        .bind("f1", region.macroF1())
                        .bindBySqlType("auc", auc, Types.DOUBLE)
                        .add();
            }
            rows.execute();
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

    /** The digests of every backbone, optimiser state and update of a run's rounds from the given one on. */
    public Set<String> digestsSince(String run, int round) {
        return new HashSet<>(jdbi.withHandle(
                handle -> handle.createQuery("select backbone from rounds where run = :run and round >= :round"
                                + " union select optimiser_state from rounds where run = :run and round >= :round"
                                + " and optimiser_state is not null"
                                + " union select next_backbone from rounds where run = :run and round >= :round"
                                + " and next_backbone is not null"
                                + " union select next_optimiser_state from rounds where run = :run and round >= :round"
                                + " and next_optimiser_state is not null"
                                + " union select digest from contributions where run = :run and round >= :round")
                        .bind("run", run)
                        .bind("round", round)
                        .mapTo(String.class)
                        .list()));
    }

    private static Map<String, Object> key(RoundId round) {
        return Map.of("run", round.run(), "round", round.round(), "attempt", round.attempt());
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of names or a table of numbers has no JSON: " + value, e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
