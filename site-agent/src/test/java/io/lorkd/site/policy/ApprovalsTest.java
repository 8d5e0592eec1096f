package io.lorkd.site.policy;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApprovalsTest {
    private static final Plan PLAN = PlanReader.parse("name: a study", "test plan");
    private static final Plan CHANGED = PlanReader.parse("{name: a study, seed: 7}", "test plan");

    @TempDir
    private Path state;

    private Approvals approvals;

    @BeforeEach
    void open() {
        approvals = new Approvals(state, Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));
    }

    @Test
    void isAskedOnceAndRememberedWithWhoAcceptedWhen() throws IOException {
        approvals.ask("run-1", PLAN);
        approvals.accept(PlanDigest.of(PLAN).substring(0, 8), " Dr Who ");
        approvals.settle();

        Approvals later = new Approvals(state, Clock.systemUTC());
        assertThat(later.isAccepted(PLAN)).isTrue();
        assertThat(later.waiting()).isEmpty();
        assertThat(Files.readString(state.resolve("approvals/" + PlanDigest.of(PLAN) + ".json")))
                .contains("\"by\" : \"Dr Who\"", "2026-03-01T12:00:00Z", "run-1");
    }

    @Test
    void aChangedPlanIsAskedAboutAgainAndTheOldLeaveIsNoLeaveForIt() throws IOException {
        approvals.ask("run-1", PLAN);
        approvals.accept(PlanDigest.of(PLAN), "me");
        approvals.ask("run-2", CHANGED);

        assertThat(approvals.isAccepted(CHANGED)).isFalse();
        assertThat(approvals.waiting().orElseThrow().digest()).isEqualTo(PlanDigest.of(CHANGED));
        assertThatThrownBy(() -> approvals.accept(PlanDigest.of(PLAN), "me"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("changed");
        assertThat(approvals.isAccepted(CHANGED)).isFalse();
    }

    @Test
    void thereIsNothingToAcceptWhereNothingWaits() {
        assertThatThrownBy(() -> approvals.accept(PlanDigest.of(PLAN), "me"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no plan waits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb"})
    void whoAcceptsHasAName(String by) throws IOException {
        approvals.ask("run-1", PLAN);
        assertThatThrownBy(() -> approvals.accept(PlanDigest.of(PLAN), by))
                .isInstanceOf(InvalidConfigurationException.class);
        assertThat(approvals.isAccepted(PLAN)).isFalse();
    }

    @Test
    void tooFewDigitsOfADigestNameNoPlan() throws IOException {
        approvals.ask("run-1", PLAN);
        assertThatThrownBy(() -> approvals.accept(PlanDigest.of(PLAN).substring(0, 7), "me"))
                .isInstanceOf(InvalidConfigurationException.class);
    }
}
