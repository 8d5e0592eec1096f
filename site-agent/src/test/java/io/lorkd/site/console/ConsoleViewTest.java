package io.lorkd.site.console;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.event.SiteEvent;
import org.junit.jupiter.api.Test;

import java.time.Clock;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleViewTest {
    private final ConsoleView view = new ConsoleView(Clock.systemUTC());

    @Test
    void keepsTheNewestStepsOnly() {
        for (int step = 1; step <= ConsoleView.MOST_STEPS + 5; step++) {
            view.happened(new SiteEvent.StepDone(new RoundId("run-1", 1, 1), step, 10_000, 0.5));
        }
        assertThat(view.stepsAfter(0)).hasSize(ConsoleView.MOST_STEPS);
        assertThat(view.stepsAfter(0).get(0).number()).isEqualTo(6);
        assertThat(view.stepsAfter(ConsoleView.MOST_STEPS)).hasSize(5);
    }

    @Test
    void anotherRunBeginsAnew() {
        view.happened(new SiteEvent.RunEntered("run-1", PlanReader.defaults()));
        view.happened(new SiteEvent.StepDone(new RoundId("run-1", 1, 1), 1, 2, 0.5));
        view.happened(new SiteEvent.RunEntered("run-1", PlanReader.defaults()));
        assertThat(view.stepsAfter(0)).hasSize(1);
        view.happened(new SiteEvent.RunEntered("run-2", PlanReader.defaults()));
        assertThat(view.stepsAfter(0)).isEmpty();
        assertThat(view.now().step()).isEmpty();
    }

    @Test
    void aPromotionOfARoundThatIsNotKnownHereChangesNothing() {
        view.happened(new SiteEvent.Promoted(new RoundId("run-1", 3, 1)));
        assertThat(view.roundsAfter(-1)).isEmpty();
    }
}
