package io.lorkd.protocol.link.gateway;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class ReconnectingTest {
    @Test
    void allGatewaysAreTriedBeforeAPauseAndPausesGrow() {
        Reconnecting outage = new Reconnecting(2);
        long longest = 250;
        for (int round = 0; round < 12; round++) {
            outage.failed("the first");
            assertThat(outage.pause()).isZero();
            outage.failed("the second");
            assertThat(outage.pause().toMillis()).isBetween(longest / 2, longest);
            longest = Math.min(2 * longest, 15_000);
        }
    }

    @Test
    void aConnectionThatWasThereIsSoonTriedAgain() {
        Reconnecting outage = new Reconnecting(1);
        for (int i = 0; i < 10; i++) {
            outage.failed("no route");
        }
        outage.lost("cut");
        assertThat(outage.pause()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    }
}
