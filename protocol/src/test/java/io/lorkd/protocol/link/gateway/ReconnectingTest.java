package io.lorkd.protocol.link.gateway;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class ReconnectingTest {
    private static final GatewayUrl URL = new GatewayUrl("gateway", 8443);

    private Duration now = Duration.ZERO;

    private Reconnecting outage(int urls) {
        return new Reconnecting(urls, () -> now.toNanos());
    }

    private static void pausesAtMost(long millis, Reconnecting outage) {
        assertThat(outage.pause().toMillis()).isBetween(millis / 2, millis);
    }

    @Test
    void allGatewaysAreTriedBeforeAPauseAndPausesGrow() {
        Reconnecting outage = outage(2);
        long longest = 250;
        for (int round = 0; round < 12; round++) {
            outage.failed("the first");
            assertThat(outage.pause()).isZero();
            outage.failed("the second");
            pausesAtMost(longest, outage);
            longest = Math.min(2 * longest, 15_000);
        }
    }

    @Test
    void aConnectionThatWasThereForLongIsSoonTriedAgain() {
        Reconnecting outage = outage(1);
        for (int i = 0; i < 10; i++) {
            outage.failed("no route");
        }
        outage.connected(URL);
        now = now.plusSeconds(10);
        outage.lost("cut");
        pausesAtMost(250, outage);
    }

    @Test
    void aConnectionThatIsTakenAwayAtOnceCountsAsATryThatFailed() {
        Reconnecting outage = outage(2);
        long longest = 250;
        for (int i = 0; i < 12; i++) {
            outage.connected(URL);
            now = now.plusSeconds(1);
            outage.lost("a newer connection of the same agent has taken its place");
            pausesAtMost(longest, outage);
            longest = Math.min(2 * longest, 15_000);
        }
    }
}
