package io.lorkd.faults;

import io.lorkd.coordinator.command.CoordinatorCommand;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.plan.Plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads what a run has left on disk, as somebody would who does not trust its coordinator: journal, blobs and the sites'
 * units.
 */
final class RunAudit {
    private final Path coordinator;
    private final List<Path> sites;
    private final Plan plan;
    private final List<String> complaints = new ArrayList<>();

    /**
     * @param coordinator the state folder of a coordinator that has ended
     * @param sites the state folders of all sites of the run
     */
    RunAudit(Path coordinator, List<Path> sites, Plan plan) {
        this.coordinator = coordinator;
        this.sites = List.copyOf(sites);
        this.plan = plan;
    }

    /** @param reference SHA-256 of the undisturbed run's last backbone, in lower-case hex */
    Verdict verdict(String reference) {
        complaints.clear();
        Path journal = coordinator.resolve("journal");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + journal.toAbsolutePath())) {
            int roundsLost = runs(connection) + rounds(connection);
            int lost = missing(connection) + leftOut(connection) + unitsBehind();
            int doubled = doubled(connection);
            boolean same = hasBits(reference);
            return new Verdict(lost, doubled, roundsLost, same, complaints);
        } catch (SQLException e) {
            throw new IllegalStateException("The journal " + journal + " cannot be read", e);
        }
    }

    /** Another run in the same journal means that the first one was given up. */
    private int runs(Connection connection) throws SQLException {
        List<String> runs = rows(connection, "select id || ' (' || state || ')' from runs");
        return runs.size() == 1 && runs.get(0).endsWith("(FINISHED)")
                ? 0
                : complain(plan.rounds().total(), "the journal holds the runs " + runs + ", not one that finished");
    }

    private int rounds(Connection connection) throws SQLException {
        List<String> committed =
                rows(connection, "select distinct round from rounds where state = 'COMMITTED' order by round");
        int lost = 0;
        for (int round = 1; round <= plan.rounds().total(); round++) {
            if (!committed.contains(Integer.toString(round))) {
                lost += complain(1, "round " + round + " was not committed");
            }
        }
        for (String broken : rows(
                connection,
                "select b.round from rounds a join rounds b on a.run = b.run and b.round = a.round + 1"
                        + " where a.state = 'COMMITTED' and a.next_backbone <> b.backbone")) {
            lost += complain(1, "round " + broken + " did not begin with what the one before it ended with");
        }
        return lost;
    }

    /** Quorum is all sites: every committed round has a contribution of each. */
    private int missing(Connection connection) throws SQLException {
        int expected = plan.rounds().sites();
        int lost = 0;
        for (String row : rows(
                connection,
                "select r.round || ':' || count(c.site) from rounds r left join contributions c on c.run = r.run"
                        + " and c.round = r.round and c.attempt = r.attempt and c.counted where r.state = 'COMMITTED'"
                        + " group by r.run, r.round, r.attempt")) {
            int found = Integer.parseInt(row.substring(row.indexOf(':') + 1));
            if (found < expected) {
                lost += complain(
                        expected - found,
                        "round " + row.substring(0, row.indexOf(':')) + " was committed with " + found
                                + " contributions of " + expected);
            }
        }
        return lost;
    }

    private int leftOut(Connection connection) throws SQLException {
        List<String> rows = rows(
                connection,
                "select site || ' to round ' || round || ', attempt ' || attempt from contributions c"
                        + " where not counted and not exists (select * from contributions d where d.run = c.run"
                        + " and d.round = c.round and d.site = c.site and d.digest = c.digest and d.counted)");
        rows.forEach(row -> complain(1, "the contribution of " + row + " was staged and never counted"));
        return rows.size();
    }

    private int doubled(Connection connection) throws SQLException {
        List<String> rows = rows(
                connection,
                "select c.site || ' in round ' || c.round from contributions c join rounds r on c.run = r.run"
                        + " and c.round = r.round and c.attempt = r.attempt where c.counted"
                        + " and r.state = 'COMMITTED' group by c.run, c.round, c.site having count(*) > 1");
        rows.forEach(row -> complain(1, "the contribution of " + row + " was counted more than once"));
        return rows.size();
    }

    /** What a site has promoted last is what it trained in the last round. */
    private int unitsBehind() {
        int behind = 0;
        for (Path site : sites) {
            String last = "round-" + plan.rounds().total() + "-";
            String promoted = read(site.resolve("units").resolve("promoted"));
            if (!promoted.startsWith(last)) {
                behind += complain(1, site.getFileName() + " has promoted " + promoted + ", not the last round");
            }
        }
        return behind;
    }

    private boolean hasBits(String reference) {
        RunOutcome outcome = RunOutcome.read(coordinator.resolve(CoordinatorCommand.OUTCOME));
        String found = sha256(outcome.backbone());
        boolean same = found.equals(reference) && outcome.backboneSha256().equals(reference);
        if (!same) {
            complain(1, "the last backbone is " + found + ", and the undisturbed run's is " + reference);
        }
        return same;
    }

    private int complain(int count, String complaint) {
        complaints.add(complaint);
        return count;
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet results = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(results.getString(1));
            }
            return rows;
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "nothing";
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
