package io.lorkd.coordinator.run;

import io.lorkd.coordinator.run.Quorum.Tally;
import io.lorkd.coordinator.run.Quorum.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuorumTest {

    @ParameterizedTest(name = "{0}: {1} contributed, {2} declined, {3} awaited, {4} of them lost, deadline {5}: {6}")
    @CsvSource({
        // rounds                                  in  out await lost deadline verdict
        "sites: 4,                                  4,  0,   0,   0,   false,  Commit",
        "sites: 4,                                  3,  0,   1,   0,   false,  Wait",
        "sites: 4,                                  3,  0,   1,   1,   false,  Wait",
        "sites: 4,                                  3,  0,   1,   0,   true,   Abandon",
        "sites: 4,                                  1,  3,   0,   0,   false,  Commit",
        "sites: 4,                                  0,  4,   0,   0,   false,  Abandon",
        "sites: 4,                                  0,  3,   1,   0,   false,  Wait",
        "'sites: 4, quorum: 2',                     2,  0,   2,   1,   false,  Wait",
        "'sites: 4, quorum: 2',                     2,  0,   2,   2,   false,  Commit",
        "'sites: 4, quorum: 2',                     1,  0,   3,   3,   false,  Wait",
        "'sites: 4, quorum: 2',                     2,  0,   2,   0,   true,   Commit",
        "'sites: 4, quorum: 2',                     1,  0,   3,   0,   true,   Abandon",
        "'sites: 4, quorum: 2',                     1,  3,   0,   0,   false,  Abandon",
        "'sites: 4, quorum: 2',                     2,  2,   0,   0,   false,  Commit",
        "'sites: 4, quorumShare: 0.51',             2,  0,   2,   2,   false,  Wait",
        "'sites: 4, quorumShare: 0.51',             3,  0,   1,   1,   false,  Commit",
        "'sites: 4, quorumShare: 0.5',              2,  0,   2,   2,   false,  Commit",
        "'sites: 4, participants: 2, overSelection: 1', 2, 0, 2,  0,   false,  Commit",
        "'sites: 4, participants: 2, overSelection: 1', 1, 0, 3,  2,   false,  Wait",
        "'sites: 4, participants: 2, overSelection: 1', 1, 3, 0,  0,   false,  Commit",
        "'sites: 4, participants: 2, overSelection: 1', 1, 0, 3,  0,   true,   Abandon",
        "'sites: 4, participants: 3, overSelection: 0.1, quorum: 2', 2, 0, 2, 2, false, Commit",
        "'sites: 4, participants: 3, overSelection: 0.1, quorum: 2', 2, 0, 2, 1, false, Wait",
        "'sites: 4, participants: 3, overSelection: 0.1, quorum: 2', 3, 0, 1, 0, false, Commit",
    })
    void decides(
            String rounds, int contributed, int declined, int awaited, int lost, boolean deadline, String verdict) {
        Quorum quorum = Quorum.of(Plans.with("rounds: {" + rounds + "}"), 4);

        assertThat(quorum.decide(new Tally(contributed, declined, awaited, lost, deadline)))
                .extracting(decided -> decided.getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @ParameterizedTest(
            name = "gradients: {0} contributed, {1} declined, {2} awaited, {3} of them lost, deadline {4}: {5}")
    @CsvSource({
        "2, 0, 0, 0, false, Commit",
        "1, 0, 1, 1, false, Wait",
        "1, 0, 1, 0, true,  Abandon",
        "1, 1, 0, 0, false, Abandon",
        "0, 1, 1, 0, false, Abandon",
    })
    void needsEveryShareOfAGradient(
            int contributed, int declined, int awaited, int lost, boolean deadline, String verdict) {
        Quorum quorum = Quorum.of(Plans.gradients(8), 2);

        assertThat(quorum.decide(new Tally(contributed, declined, awaited, lost, deadline)))
                .extracting(decided -> decided.getClass().getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void saysWhyARoundCameToNothing() {
        Quorum all = Quorum.of(Plans.with("rounds: {sites: 4}"), 4);
        Quorum some = Quorum.of(Plans.with("rounds: {sites: 4, quorum: 3}"), 4);

        assertThat(all.decide(new Tally(3, 0, 1, 0, true)))
                .isEqualTo(new Verdict.Abandon("1 site was silent until the deadline, and the quorum is all"));
        assertThat(all.decide(new Tally(0, 4, 0, 0, false)))
                .isEqualTo(new Verdict.Abandon("no site contributed: all 4 updates were refused or failed"));
        assertThat(some.decide(new Tally(2, 2, 0, 0, false)))
                .isEqualTo(new Verdict.Abandon("the quorum of 3 cannot be reached: 2 contributed, 2 could not"));
        assertThat(some.decide(new Tally(2, 0, 2, 1, true)))
                .isEqualTo(new Verdict.Abandon("only 2 of a quorum of 3 had contributed at the deadline"));
    }

    @ParameterizedTest(name = "{0} of {1} sites are {2}")
    @CsvSource({"0.07, 100, 7", "0.5, 5, 3", "0.001, 4, 1", "1, 4, 4", "0, 4, 0", "0.1, 30, 3"})
    void roundsSharesOfSitesUp(double share, int sites, int expected) {
        assertThat(Shares.roundedUp(share, sites)).isEqualTo(expected);
    }
}
