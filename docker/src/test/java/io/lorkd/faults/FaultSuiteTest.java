package io.lorkd.faults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The short mode of {@code ./lorkd test --faults N}. */
class FaultSuiteTest {
    private static final int FAULTS = 26;

    /** Another one for each build would find more, and tell nobody whether a change or the seed broke it. */
    private static final long SEED = 1;

    @TempDir
    Path temporary;

    @Test
    void whateverStrikesTheRunEndsAsIfNothingHad() throws InterruptedException {
        FaultSchedule schedule =
                FaultSchedule.of(SEED, FAULTS, FaultSuite.plan().rounds().sites());

        FaultReport report = new FaultSuite(temporary, System.out::println).run(schedule);

        assertThat(report.verdict().complaints()).as("seed " + SEED).isEmpty();
        assertThat(report.verdict().isGood()).isTrue();
    }
}
