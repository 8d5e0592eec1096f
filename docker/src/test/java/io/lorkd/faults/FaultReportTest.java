package io.lorkd.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class FaultReportTest {
    private static final List<Fault> FAULTS =
            List.of(fault(1, FaultKind.KILL_SITE), fault(2, FaultKind.CUT), fault(3, FaultKind.KILL_SITE));

    private static Fault fault(int number, FaultKind kind) {
        return new Fault(number, kind, 0, true, Duration.ZERO, Duration.ofSeconds(1), 0);
    }

    @Test
    void theJsonIsOneLineWithTheFieldsInTheirOrder() throws IOException {
        String json = new FaultReport(FAULTS, 1, new Verdict(0, 0, 0, true, List.of()), 61.26).json();

        assertThat(json).doesNotContain("\n");
        JsonNode report = new ObjectMapper().readTree(json);
        assertThat(report.fieldNames())
                .toIterable()
                .containsExactly("faults", "kinds", "lost", "doubled", "roundsLost", "sameHash", "seconds");
        assertThat(report.get("faults").asInt()).isEqualTo(3);
        assertThat(report.get("kinds").toString()).isEqualTo("{\"kill site\":2,\"cut\":1}");
        assertThat(report.get("sameHash").asBoolean()).isTrue();
        assertThat(report.get("seconds").asDouble()).isEqualTo(61.3);
    }

    @Test
    void whatWentWrongIsSaidInWords() {
        Verdict bad = new Verdict(1, 0, 0, false, List.of("round 3 was committed with 2 contributions of 3"));

        assertThat(new FaultReport(FAULTS, 1, bad, 60).text())
                .contains("3 faults in 1 runs", "2 kill site", "lost 1", "NOT", "2 contributions of 3");
    }

    @Test
    void oneBadRunMakesAllOfThemBad() {
        Verdict good = new Verdict(0, 0, 0, true, List.of());
        Verdict bad = new Verdict(0, 2, 0, true, List.of("twice"));

        assertThat(Verdict.of(List.of(good, good)).isGood()).isTrue();
        assertThat(Verdict.of(List.of(good, bad, bad)))
                .isEqualTo(new Verdict(0, 4, 0, true, List.of("twice", "twice")));
    }
}
