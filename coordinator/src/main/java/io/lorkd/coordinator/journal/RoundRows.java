package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.RoundId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.ABANDONMENT_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.COMMIT_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.CONTRIBUTIONS_FROZEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.FREEZING_CONTRIBUTIONS;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.OFFER_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.STAGED_ROW_WRITTEN;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_ABANDONMENT;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_COMMIT;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_OFFER;
import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.WRITING_STAGED_ROW;

/** The journal's rows of rounds and of what sites contributed to them. Each method is one transaction. */
public final class RoundRows {
    private final Transactions transactions;

    RoundRows(Transactions transactions) {
        this.transactions = transactions;
    }

    /** @param chosen the ids of the sites that it is offered to */
    public void offered(RoundRow row, List<String> chosen) {
        transactions.write(WRITING_OFFER, OFFER_WRITTEN, handle -> {
            handle.createUpdate("insert into rounds (run, round, attempt, phase, state, reason,"
                            + " learning_rate, backbone, optimiser_state)"
                            + " values (:run, :round, :attempt, :phase, :state, '', :rate, :backbone, :optimiser)")
                    .bindMap(key(row.round()))
                    .bind("phase", row.phase().name())
                    .bind("state", RoundRowState.OFFERED.name())
                    .bind("rate", row.learningRate())
                    .bind("backbone", row.backbone())
                    .bind("optimiser", row.optimiserState().orElse(null))
                    .execute();
            PreparedBatch sites = handle.prepareBatch(
                    "insert into chosen (run, round, attempt, site) values (:run, :round, :attempt, :site)");
            chosen.forEach(
                    site -> sites.bindMap(key(row.round())).bind("site", site).add());
            sites.execute();
        });
    }

    /** An update is verified and in the blob store. Writing it twice is writing it once. */
    public void staged(Contribution contribution) {
        transactions.write(WRITING_STAGED_ROW, STAGED_ROW_WRITTEN, handle -> {
            handle.createUpdate("delete from contributions"
                            + " where run = :run and round = :round and attempt = :attempt and site = :site")
                    .bindMap(key(contribution.round()))
                    .bind("site", contribution.site())
                    .execute();
            handle.createUpdate(
                            "insert into contributions (run, round, attempt, trained_round, trained_attempt, site,"
                                    + " digest, bytes, weight, losses, ledger_head, counted) values (:run, :round, :attempt,"
                                    + " :trainedRound, :trainedAttempt, :site, :digest, :bytes, :weight, :losses, :ledger, false)")
                    .bindMap(key(contribution.round()))
                    .bind("site", contribution.site())
                    .bind("trainedRound", contribution.trained().round())
                    .bind("trainedAttempt", contribution.trained().attempt())
                    .bind("digest", contribution.digest())
                    .bind("bytes", contribution.bytes())
                    .bind("weight", contribution.weight())
                    .bind("losses", Json.of(contribution.losses()))
                    .bind("ledger", contribution.ledgerHead())
                    .execute();
        });
    }

    /**
     * The head of each site's egress ledger as it announced it last, in whatever run of this journal: what a hospital can
     * hold its own ledger against.
     */
    public SortedMap<String, String> ledgerHeads() {
        return transactions.inTransaction(handle -> new TreeMap<>(handle.createQuery("select site, ledger_head from"
                        + " (select c.site, c.ledger_head, row_number() over (partition by c.site"
                        + " order by r.opened_at desc, c.round desc, c.attempt desc) as place"
                        + " from contributions c join runs r on r.id = c.run) latest where place = 1")
                .setMapKeyColumn("site")
                .setMapValueColumn("ledger_head")
                .collectInto(new GenericType<Map<String, String>>() {})));
    }

    /** Freezes the list of what is in the round's commit: from here on nothing is added to it. */
    public void committing(RoundId round, List<Contribution> contributions) {
        transactions.write(FREEZING_CONTRIBUTIONS, CONTRIBUTIONS_FROZEN, handle -> {
            PreparedBatch counted = handle.prepareBatch("update contributions set counted = true"
                    + " where run = :run and round = :round and attempt = :attempt and site = :site");
            contributions.forEach(contribution -> counted.bindMap(key(contribution.round()))
                    .bind("site", contribution.site())
                    .add());
            counted.execute();
            move(handle, round, RoundRowState.COMMITTING, "");
        });
    }

    /** The commit: after this row the round is never taken back. */
    public void committed(RoundId round, String backbone, Optional<String> optimiserState) {
        transactions.write(WRITING_COMMIT, COMMIT_WRITTEN, handle -> {
            move(handle, round, RoundRowState.COMMITTED, "");
            handle.createUpdate("update rounds set next_backbone = :backbone, next_optimiser_state = :optimiser"
                            + " where run = :run and round = :round and attempt = :attempt")
                    .bindMap(key(round))
                    .bind("backbone", backbone)
                    .bind("optimiser", optimiserState.orElse(null))
                    .execute();
        });
    }

    public void abandoned(RoundId round, String reason) {
        transactions.write(
                WRITING_ABANDONMENT,
                ABANDONMENT_WRITTEN,
                handle -> move(handle, round, RoundRowState.ABANDONED, reason));
    }

    /** A round that was committed. Empty where it was not, or where another attempt at it was. */
    public Optional<RoundRecord> committed(String run, int round, OptionalInt attempt) {
        return transactions.inTransaction(handle -> new RoundRecords(handle, run).findCommitted(round, attempt));
    }

    /** The last round of the run that was committed. */
    public Optional<RoundRecord> lastCommitted(String run) {
        return transactions.inTransaction(handle -> new RoundRecords(handle, run).lastCommitted());
    }

    private static void move(Handle handle, RoundId round, RoundRowState state, String reason) {
        handle.createUpdate("update rounds set state = :state, reason = :reason"
                        + " where run = :run and round = :round and attempt = :attempt")
                .bindMap(key(round))
                .bind("state", state.name())
                .bind("reason", reason)
                .execute();
    }

    /** The digests of every backbone, optimiser state and update of a run's rounds from the given one on. */
    public Set<String> digestsSince(String run, int round) {
        return new HashSet<>(transactions.inTransaction(
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

    /** As {@link #digestsSince}, and the last backbone of each earlier run. */
    public Set<String> needed(String run, int round) {
        Set<String> needed = digestsSince(run, round);
        needed.addAll(transactions.inTransaction(handle -> handle.createQuery("select r.next_backbone from rounds r"
                        + " where r.state = 'COMMITTED' and r.run <> :run and r.round ="
                        + " (select max(l.round) from rounds l where l.run = r.run and l.state = 'COMMITTED')")
                .bind("run", run)
                .mapTo(String.class)
                .list()));
        return needed;
    }

    static Map<String, Object> key(RoundId round) {
        return Map.of("run", round.run(), "round", round.round(), "attempt", round.attempt());
    }
}
