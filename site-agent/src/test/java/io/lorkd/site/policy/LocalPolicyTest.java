package io.lorkd.site.policy;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.OptionalInt;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalPolicyTest {
    private static final Plan PLAN = plan("rounds: {warmup: 2, decomposition: 3, sites: 4}");

    private static Plan plan(String more) {
        return PlanReader.parse("name: a study\n" + more + "\n", "test plan");
    }

    private static LocalPolicy rounds(int most) {
        return new LocalPolicy(Set.of(), Set.of(), OptionalInt.of(most), 0, false);
    }

    private static LocalPolicy plans(String... allowed) {
        return new LocalPolicy(Set.of(allowed), Set.of(), OptionalInt.empty(), 0, false);
    }

    private static LocalPolicy others(int least) {
        return new LocalPolicy(Set.of(), Set.of(), OptionalInt.empty(), least, false);
    }

    @Test
    void withoutRulesAnythingGoes() {
        assertThat(LocalPolicy.OPEN.isOpen()).isTrue();
        assertThat(LocalPolicy.OPEN.objections(PLAN)).isEmpty();
        assertThat(LocalPolicy.OPEN.words()).isEmpty();
    }

    @Test
    void aPlanIsAllowedByNameOrByDigest() {
        assertThat(plans("a study").objections(PLAN)).isEmpty();
        assertThat(plans(PlanDigest.of(PLAN)).objections(PLAN)).isEmpty();
        assertThat(plans("another study").objections(PLAN))
                .singleElement()
                .asString()
                .contains("policy.plans", "'a study'", PlanDigest.of(PLAN), "another study");
    }

    @Test
    void aDigestIsOfJustOnePlanHoweverItIsWritten() {
        assertThat(PlanDigest.of(plan("rounds: {sites: 4, decomposition: 3, warmup: 2}")))
                .isEqualTo(PlanDigest.of(PLAN));
        assertThat(plans(PlanDigest.of(PLAN)).objections(plan("rounds: {warmup: 2, decomposition: 4, sites: 4}")))
                .hasSize(1);
    }

    @Test
    void warmUpAndDecompositionCountTogether() {
        assertThat(rounds(5).objections(PLAN)).isEmpty();
        assertThat(rounds(4).objections(PLAN))
                .singleElement()
                .asString()
                .contains("policy.maxRounds", "5 rounds", "allowed are 4");
    }

    @ParameterizedTest
    @CsvSource({
        "'rounds: {sites: 4}', 3",
        "'rounds: {sites: 4, quorum: 2}', 1",
        "'rounds: {sites: 4, quorumShare: 0.75}', 2",
        "'rounds: {sites: 4, participants: 3}', 2",
        "'{exchange: gradients, rounds: {sites: 4}}', 3"
    })
    void aRoundMustHaveEnoughOtherSitesEvenWhenItIsSmall(String more, int others) {
        Plan plan = PlanReader.parse(more, "test plan");
        assertThat(others(others).objections(plan)).isEmpty();
        assertThat(others(others + 1).objections(plan))
                .singleElement()
                .asString()
                .contains("policy.minOtherSites", "have " + others + " other");
    }

    @Test
    void eachRuleIsSaidInASentence() {
        assertThat(new LocalPolicy(Set.of("a study"), Set.of("breast"), OptionalInt.of(5), 1, true).words())
                .containsExactly(
                        "Each plan has to be accepted here before the agent takes part.",
                        "Only these plans: a study.",
                        "Only these regions: breast.",
                        "At most 5 rounds in a run.",
                        "At least 1 other site in each round.");
    }

    @Test
    void aRegionThatIsNotAllowedIsNotBrought() {
        LocalPolicy policy = new LocalPolicy(Set.of(), Set.of("breast"), OptionalInt.empty(), 0, false);
        assertThatCode(() -> policy.checkRegions(Set.of("breast"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> policy.checkRegions(Set.of("breast", "chest")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("policy.regions")
                .hasMessageContaining("[chest]");
    }
}
