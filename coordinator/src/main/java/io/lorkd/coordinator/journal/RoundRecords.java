package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import org.jdbi.v3.core.Handle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the rounds of one run. */
final class RoundRecords {
    private final Handle handle;
    private final String run;

    RoundRecords(Handle handle, String run) {
        this.handle = handle;
        this.run = run;
    }

    Optional<RoundRecord> lastCommitted() {
        return handle.createQuery("select max(round) from rounds where run = :run and state = 'COMMITTED'")
                .bind("run", run)
                .mapTo(Integer.class)
                .findOne()
                .map(this::committed);
    }

    /** @param round one that was committed */
    RoundRecord committed(int round) {
        return attempt("select attempt from rounds where run = :run and round = :round and state = 'COMMITTED'", round)
                .orElseThrow();
    }

    Optional<RoundRecord> lastAttempt(int round) {
        return attempt("select max(attempt) from rounds where run = :run and round = :round", round);
    }

    /** The committed attempt at a round, where it is that one; empty where there is none. */
    Optional<RoundRecord> findCommitted(int round, OptionalInt attempt) {
        return attempt("select attempt from rounds where run = :run and round = :round and state = 'COMMITTED'", round)
                .filter(record -> attempt.isEmpty()
                        || attempt.getAsInt() == record.row().round().attempt());
    }

    private Optional<RoundRecord> attempt(String whichOne, int round) {
        return handle.createQuery(whichOne)
                .bind("run", run)
                .bind("round", round)
                .mapTo(Integer.class)
                .findOne()
                .map(attempt -> read(new RoundId(run, round, attempt)));
    }

    private RoundRecord read(RoundId id) {
        List<Contribution> counted = new ArrayList<>();
        List<Contribution> staged = contributions(id, counted);
        return handle.createQuery("select phase, state, reason, learning_rate, backbone, optimiser_state,"
                        + " next_backbone, next_optimiser_state from rounds"
                        + " where run = :run and round = :round and attempt = :attempt")
                .bindMap(RoundRows.key(id))
                .map((row, context) -> new RoundRecord(
                        new RoundRow(
                                id,
                                Phase.valueOf(row.getString("phase")),
                                row.getDouble("learning_rate"),
                                row.getString("backbone"),
                                Optional.ofNullable(row.getString("optimiser_state"))),
                        RoundRowState.valueOf(row.getString("state")),
                        row.getString("reason"),
                        chosen(id),
                        staged,
                        counted,
                        Optional.ofNullable(row.getString("next_backbone")),
                        Optional.ofNullable(row.getString("next_optimiser_state"))))
                .one();
    }

    private List<String> chosen(RoundId id) {
        return handle.createQuery(
                        "select site from chosen where run = :run and round = :round and attempt = :attempt order by site")
                .bindMap(RoundRows.key(id))
                .mapTo(String.class)
                .list();
    }

    /** All that were not withdrawn; those that are counted also go into the second list. */
    private List<Contribution> contributions(RoundId id, List<Contribution> counted) {
        return handle.createQuery("select trained_round, trained_attempt, site, digest, bytes, weight, losses,"
                        + " ledger_head, counted from contributions"
                        + " where run = :run and round = :round and attempt = :attempt and withdrawn = false"
                        + " order by site")
                .bindMap(RoundRows.key(id))
                .map((row, context) -> {
                    Contribution contribution = new Contribution(
                            id,
                            new RoundId(run, row.getInt("trained_round"), row.getInt("trained_attempt")),
                            row.getString("site"),
                            row.getString("digest"),
                            row.getLong("bytes"),
                            row.getDouble("weight"),
                            Json.numbers(row.getString("losses")),
                            row.getString("ledger_head"));
                    if (row.getBoolean("counted")) {
                        counted.add(contribution);
                    }
                    return contribution;
                })
                .list();
    }
}
