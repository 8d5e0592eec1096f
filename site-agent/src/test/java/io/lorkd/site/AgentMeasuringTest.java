package io.lorkd.site;

import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.Measure;
import org.junit.jupiter.api.Test;

import static io.lorkd.site.StubCoordinator.RUN;
import static org.assertj.core.api.Assertions.assertThat;

/** Losses that are measured before and after warm-up. */
class AgentMeasuringTest extends AgentFixture {
    @Test
    void measuresAndThenTakesTheOfferThatCameMeanwhile() {
        enrolled();
        Measure measure = new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1));
        assertThat(coordinator.tell(measure)).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(coordinator.offer(1, 1))).isEqualTo(ACCEPTED);

        assertThat(coordinator.hears(Measured.class).losses()).containsOnlyKeys("breast");
        coordinator.hears(UpdateReady.class);
    }

    @Test
    void measuresAgainWhereTheDiskWasFull() {
        trainer.failingMeasurements.set(3);
        enrolled();

        coordinator.tell(new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1)));

        assertThat(coordinator.hears(Measured.class).losses()).containsOnlyKeys("breast");
    }

    @Test
    void goesOnWithoutAMeasurementThatTheCoordinatorDidNotWaitFor() {
        trainer.failingMeasurements.set(Integer.MAX_VALUE);
        enrolled();

        coordinator.tell(new Measure(RUN, Measurement.BEFORE_WARMUP, coordinator.backbone(1)));
        coordinator.tell(coordinator.offer(1, 1));

        coordinator.hears(UpdateReady.class);
    }
}
