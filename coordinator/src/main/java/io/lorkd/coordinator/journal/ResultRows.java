package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.sql.Types;
import java.util.Map;

import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.MEASUREMENT_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.RANKS_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.REPORT_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_MEASUREMENT;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_RANKS;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_REPORT;

/** The journal's rows of what was measured, what ranks came of it, and what the sites reported. Each method is one transaction. */
public final class ResultRows {
    private final Transactions transactions;

    ResultRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A site's losses; a later message of the same measurement takes the place of an earlier one. */
    public void measured(Measured measured) {
        Measurement measurement = measured.measurement();
        transactions.write(WRITING_MEASUREMENT, MEASUREMENT_WRITTEN, handle -> {
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

    public void ranked(String run, Map<String, Integer> ranks, Map<String, Double> reductions) {
        transactions.write(WRITING_RANKS, RANKS_WRITTEN, handle -> {
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
        transactions.write(WRITING_REPORT, REPORT_WRITTEN, handle -> {
            handle.createUpdate("delete from reports where run = :run and site = :site")
                    .bind("run", report.run())
                    .bind("site", report.site())
                    .execute();
            PreparedBatch rows = handle.prepareBatch("insert into reports (run, site, region, samples, tested,"
                    + " expert_rank, " + ScoreColumns.NAMES + ")"
                    + " values (:run, :site, :region, :samples, :tested, :rank, " + ScoreColumns.VALUES + ")");
            for (RegionResult region : report.regions()) {
                rows.bind("run", report.run())
                        .bind("site", report.site())
                        .bind("region", region.region())
                        .bind("samples", region.samples())
                        .bind("tested", region.tested())
                        .bind("rank", region.rank());
                ScoreColumns.bind(rows, region.scores());
                rows.add();
            }
            rows.execute();
        });
    }
}
