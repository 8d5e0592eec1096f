package io.lorkd.simulation;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressPrinterTest {
    private final StringWriter written = new StringWriter();
    private final HandClock clock = new HandClock();

    private ProgressPrinter printer(boolean terminal) {
        return new ProgressPrinter(new PrintWriter(written), terminal, clock);
    }

    private static RoundId round(int round) {
        return new RoundId("run-1", round, 1);
    }

    private static CoordinatorEvent offered(int round, Phase phase) {
        return new RoundEvent.RoundOffered(round(round), 15, phase, List.of("a", "b"), 0.05);
    }

    private static CoordinatorEvent step(String site, int round, long step, double loss) {
        return new WorkEvent.SiteProgress(site, new Progress(round(round), 0, step, 8, loss));
    }

    @Test
    void aRoundIsALineWithPhaseLossesAndTime() {
        ProgressPrinter printer = printer(false);
        printer.happened(offered(3, Phase.WARMUP));
        clock.pass(Duration.ofMillis(2500));
        printer.happened(new RoundEvent.RoundCommitted(
                round(3), List.of("a", "b"), "ab".repeat(32), Map.of("skin", 0.5, "breast", 1.25), 0, 0));

        assertThat(written.toString().lines())
                .containsExactly("round  3/15  warm-up        loss  breast 1.250  skin 0.500  (2.5 s)");
    }

    @Test
    void theFirstRoundIsOnTheScreenAsSoonAsItIsOffered() {
        printer(false).happened(offered(1, Phase.DECOMPOSITION));

        assertThat(written.toString()).contains("round  1/15  decomposition  offered to a, b");
    }

    @Test
    void aSiteThatPullsTheBackboneBegins() {
        ProgressPrinter printer = printer(true);
        printer.happened(offered(2, Phase.DECOMPOSITION));
        printer.happened(new WorkEvent.SiteProgress("b", new Progress(round(2), 4096, 0, 0, Double.NaN)));

        assertThat(written.toString()).contains("round  2/15  decomposition  b begins");
    }

    @Test
    void withoutATerminalStepsAreALineEveryFewSeconds() {
        ProgressPrinter printer = printer(false);
        printer.happened(offered(2, Phase.DECOMPOSITION));
        printer.happened(step("b", 2, 1, 0.9));
        clock.pass(Duration.ofSeconds(4));
        printer.happened(step("a", 2, 0, Double.NaN));
        assertThat(written.toString()).isEmpty();
        clock.pass(Duration.ofSeconds(1));
        printer.happened(step("b", 2, 3, 0.7));
        printer.happened(step("b", 2, 4, 0.6));

        assertThat(written.toString().lines()).containsExactly("round  2/15  decomposition  a 0/8  b 3/8 0.70");
    }

    @Test
    void onATerminalStepsAreWrittenOver() {
        ProgressPrinter printer = printer(true);
        printer.happened(offered(2, Phase.DECOMPOSITION));
        printer.happened(step("a", 2, 1, 0.9));
        printer.happened(step("a", 2, 2, 0.8));

        assertThat(written.toString())
                .doesNotContain("\n")
                .endsWith("\r\u001b[K\u001b[?7lround  2/15  decomposition  a 2/8 0.80\u001b[?7h");
    }

    @Test
    void whatGoesWrongIsSaidInASentence() {
        ProgressPrinter printer = printer(false);
        printer.happened(
                new WorkEvent.UpdateRefused("a", round(2), Refusal.NOT_FINITE, "element 0 of conv1.0.weight is NaN"));

        assertThat(written.toString()).contains("a's update was refused (NOT_FINITE)", "NaN");
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
