package io.lorkd.protocol.plan;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlanDifferencesTest {

    @Test
    void findsNoneBetweenAPlanAndWhatWasWrittenOfIt() {
        Plan plan = PlanReader.parse("name: a study\nbuffered: {size: 3}", "a test");

        assertThat(PlanDifferences.between(PlanReader.parse(PlanReader.write(plan), "a test"), plan))
                .isEmpty();
    }

    @Test
    void namesEachKeyThatDiffers() {
        Plan there = PlanReader.parse("seed: 1\nrounds: {deadline: 10m}\nbuffered: {size: 3}", "a test");
        Plan here = PlanReader.parse("seed: 2\nrounds: {deadline: 5m, localSteps: 4}\nbuffered: {size: 4}", "a test");

        assertThat(PlanDifferences.between(there, here))
                .containsExactly(
                        "seed: 1 there, 2 here",
                        "rounds.localSteps: nothing there, OptionalInt[4] here",
                        "rounds.deadline: PT10M there, PT5M here",
                        "buffered.size: 3 there, 4 here");
    }

    @Test
    void namesASectionThatOnlyOneHas() {
        Plan there = PlanReader.parse("buffered: {size: 3}", "a test");

        assertThat(PlanDifferences.between(there, PlanReader.defaults()))
                .singleElement()
                .asString()
                .startsWith("buffered: Buffered[size=3")
                .endsWith("nothing here");
    }
}
