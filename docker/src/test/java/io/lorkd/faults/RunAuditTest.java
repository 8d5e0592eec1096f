package io.lorkd.faults;

import io.lorkd.coordinator.command.CoordinatorCommand;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two sites and two rounds on disk as they should be, and then each thing that can be wrong with them. Of the journal's
 * tables, what is read.
 */
class RunAuditTest {
    private static final Plan PLAN =
            PlanReader.parse("rounds: {warmup: 0, decomposition: 2, sites: 2}", "the plan of the audit's test");
    private static final byte[] LAST = "the last backbone".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    private Path coordinator;
    private RunAudit audit;

    @BeforeEach
    void aRunThatIsRight() throws IOException, SQLException {
        coordinator = Files.createDirectory(temporary.resolve("coordinator"));
        sql("create table runs (id varchar, state varchar)");
        sql("create table rounds (run varchar, round integer, attempt integer, state varchar, backbone varchar,"
                + " next_backbone varchar)");
        sql("create table contributions (run varchar, round integer, attempt integer, site varchar, digest varchar,"
                + " counted boolean)");
        sql("insert into runs values ('run', 'FINISHED')");
        for (String site : List.of("a", "b")) {
            Path units = Files.createDirectories(temporary.resolve(site).resolve("units"));
            Files.writeString(units.resolve("promoted"), "round-2-attempt-1");
        }
        round(1, 1, "COMMITTED", "b0", "b1");
        round(2, 1, "COMMITTED", "b1", "b2");
        for (int round = 1; round <= 2; round++) {
            contribution(round, 1, "a", true);
            contribution(round, 1, "b", true);
        }
        Path blob = Files.write(coordinator.resolve("blob"), LAST);
        new RunOutcome(
                        "run",
                        RunOutcome.State.FINISHED,
                        "",
                        2,
                        sha256(LAST),
                        blob,
                        1,
                        new RunOutcome.Bytes(0, 0, 0),
                        Map.of(),
                        List.of())
                .write(coordinator.resolve(CoordinatorCommand.OUTCOME));
        audit = new RunAudit(coordinator, List.of(temporary.resolve("a"), temporary.resolve("b")), PLAN);
    }

    private void round(int round, int attempt, String state, String backbone, String next) throws SQLException {
        sql("insert into rounds values ('run', " + round + ", " + attempt + ", '" + state + "', '" + backbone + "', '"
                + next + "')");
    }

    private void contribution(int round, int attempt, String site, boolean counted) throws SQLException {
        sql("insert into contributions values ('run', " + round + ", " + attempt + ", '" + site + "', 'd" + round
                + attempt + site + "', " + counted + ")");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + coordinator.resolve("journal"));
                Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict verdict() {
        return audit.verdict(sha256(LAST));
    }

    @Test
    void aRunThatIsRightIsFoundSo() {
        assertThat(verdict()).isEqualTo(new Verdict(0, 0, 0, true, List.of()));
    }

    @Test
    void aRoundThatIsNotCommittedIsLost() throws SQLException {
        sql("update rounds set state = 'ABANDONED' where round = 2");

        assertThat(verdict().roundsLost()).isEqualTo(1);
        assertThat(verdict().complaints()).contains("round 2 was not committed");
    }

    @Test
    void aRoundThatDidNotBeginWithTheLastOnesBackboneIsLost() throws SQLException {
        sql("update rounds set backbone = 'other' where round = 2");

        assertThat(verdict().roundsLost()).isEqualTo(1);
    }

    @Test
    void aRunThatWasBegunAnewHasLostAllRounds() throws SQLException {
        sql("insert into runs values ('other', 'FAILED')");

        assertThat(verdict().roundsLost()).isEqualTo(2);
    }

    @Test
    void aRoundWithoutEverybodyHasLostAContribution() throws SQLException {
        sql("delete from contributions where round = 1 and site = 'b'");

        assertThat(verdict().lost()).isEqualTo(1);
        assertThat(verdict().complaints()).containsExactly("round 1 was committed with 1 contributions of 2");
    }

    @Test
    void aContributionThatWasStagedInVainIsLost() throws SQLException {
        round(1, 2, "ABANDONED", "b0", "b1");
        contribution(1, 2, "a", false);

        assertThat(verdict().lost()).isEqualTo(1);
        assertThat(verdict().complaints())
                .containsExactly("the contribution of a to round 1, attempt 2 was staged and never counted");
    }

    @Test
    void aContributionInTwoAttemptsOfARoundIsCountedTwice() throws SQLException {
        round(1, 2, "COMMITTED", "b0", "b1");
        contribution(1, 2, "a", true);
        contribution(1, 2, "b", true);

        assertThat(verdict().doubled()).isEqualTo(2);
    }

    @Test
    void aSiteThatHasNotPromotedTheLastRoundHasLostIt() throws IOException {
        Files.writeString(temporary.resolve("b").resolve("units").resolve("promoted"), "round-1-attempt-1");

        assertThat(verdict().lost()).isEqualTo(1);
        assertThat(verdict().complaints()).containsExactly("b has promoted round-1-attempt-1, not the last round");
    }

    @Test
    void anotherLastBackboneIsNotTheSame() {
        assertThat(audit.verdict(sha256(new byte[1])).sameHash()).isFalse();
    }

    @Test
    void aFileThatIsNotWhatItIsNamedIsNotTheSame() throws IOException {
        Files.write(coordinator.resolve("blob"), new byte[1]);

        assertThat(verdict().sameHash()).isFalse();
    }
}
