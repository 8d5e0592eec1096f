package io.lorkd.simulation;

import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RunEvent.RunPaused;
import io.lorkd.coordinator.order.Order;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class UnattendedPauseTest {
    private final List<String> stuck = new ArrayList<>();
    private final UnattendedPause pause = new UnattendedPause(stuck::add);

    private void given(Order order) {
        pause.happened(new OrderGiven("local", order, Optional.empty(), ""));
    }

    @Test
    void aRunThatPausesOfItselfIsStuckAndOneThatAPersonPausesIsNot() {
        given(Order.PAUSE);
        pause.happened(new RunPaused("run", "lunch"));
        given(Order.RESUME);
        assertThat(stuck).isEmpty();

        pause.happened(new RunPaused("run", "no site contributed"));
        assertThat(stuck).containsExactly("no site contributed");
    }
}
