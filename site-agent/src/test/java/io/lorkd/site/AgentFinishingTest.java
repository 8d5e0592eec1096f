package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite.RunFinished;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;

/** A run's end at a site. */
class AgentFinishingTest extends AgentFixture {
    @Test
    void finishesWithAReportAndTheExpertsFolder() {
        SiteAgent agent = enrolled();

        assertThat(coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8))))
                .isEqualTo(ACCEPTED);

        SiteOutcome outcome = result(agent.ended());
        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.FINISHED);
        assertThat(outcome.experts()).isEqualTo(state.resolve("experts"));
        assertThat(coordinator.hears(SiteReport.class).regions()).isEqualTo(outcome.regions());
        assertThat(trainer.calls).contains("close");
    }

    @Test
    void saysSoWhereTheReportIsRefused() {
        coordinator.answer(SiteReport.class, new Answer.Refused(Refusal.UNKNOWN_RUN, "that run is over"));
        SiteAgent agent = enrolled();
        coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8)));

        SiteOutcome outcome = result(agent.ended());

        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.FAILED);
        assertThat(outcome.reason()).contains("that run is over");
    }

    @Test
    void isBusyWhileItFinishes() {
        coordinator.answer(SiteReport.class, new Answer.Wait(Duration.ofMinutes(1), "not yet"));
        enrolled();
        coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 8)));
        coordinator.hears(SiteReport.class);

        assertThat(coordinator.tell(coordinator.offer(1, 1)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.BUSY));
    }

    @Test
    void aSiteThatStartsAgainBeforeItsReportIsTakenReportsAgain() {
        coordinator.answer(SiteReport.class, new Answer.Wait(Duration.ofMillis(5), "not yet"));
        SiteAgent agent = enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        RunFinished finished = new RunFinished(RUN, coordinator.backbone(2), Map.of("breast", 8));
        coordinator.tell(finished);
        SiteReport report = coordinator.hears(SiteReport.class);

        SiteAgent again = restarted(agent);
        coordinator.answer(message -> ACCEPTED);
        coordinator.tell(finished);

        assertThat(result(again.ended()).kind()).isEqualTo(SiteOutcome.Kind.FINISHED);
        assertThat(coordinator.all(SiteReport.class)).hasSizeGreaterThan(1).containsOnly(report);
    }
}
