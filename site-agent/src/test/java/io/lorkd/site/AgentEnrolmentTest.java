package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RunEnded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How a site comes to a run, and loses it. */
class AgentEnrolmentTest extends AgentFixture {
    @Test
    void enrolsAgainUntilACoordinatorIsThere() {
        start();
        coordinator.listen();

        Enrol enrol = coordinator.hears(Enrol.class);

        assertThat(enrol.site()).isEqualTo(SITE);
        assertThat(enrol.regions()).containsExactly(new Region("breast", List.of("dark", "bright"), 8));
        assertThat(enrol.instance()).hasSize(36);
    }

    @Test
    void waitsWhereItIsAskedTo() {
        AtomicInteger asked = new AtomicInteger();
        coordinator.answer(message -> message instanceof Enrol && asked.incrementAndGet() < 3
                ? new Answer.Wait(Duration.ofMillis(1), "the coordinator is starting")
                : ACCEPTED);
        enrolled();

        assertThat(coordinator.hears(Enrol.class, 3)).isEqualTo(coordinator.hears(Enrol.class, 1));
    }

    @Test
    void waitsForTheNextRunWhereOneIsOver() {
        AtomicInteger asked = new AtomicInteger();
        coordinator.answer(message -> message instanceof Enrol && asked.incrementAndGet() < 3
                ? new Answer.Refused(Refusal.UNKNOWN_RUN, "the run is over; wait until the next one is started")
                : ACCEPTED);
        enrolled();

        coordinator.hears(Enrol.class, 3);
        assertThat(trained(1, 1).round().round()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"SCHEMA", "SITE_ID_TAKEN", "NOT_IN_PLAN"})
    void endsWithTheReasonWhereItIsNotWanted(Refusal refusal) {
        coordinator.answer(Enrol.class, new Answer.Refused(refusal, "and this is why"));
        coordinator.listen();

        SiteOutcome outcome = result(start().ended());

        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.REFUSED);
        assertThat(outcome.kind().exitCode()).isEqualTo(2);
        assertThat(outcome.reason()).contains(refusal.name()).contains("and this is why");
        assertThat(coordinator.all(Enrol.class)).hasSize(1);
    }

    @Test
    void enrolsAgainWhereItIsUnknownAndGoesOn() {
        AtomicInteger beats = new AtomicInteger();
        coordinator.answer(message -> message instanceof Heartbeat && beats.incrementAndGet() == 2
                ? new Answer.Refused(Refusal.UNKNOWN_SITE, "who is this?")
                : ACCEPTED);
        enrolled();
        trained(1, 1);

        coordinator.hears(Enrol.class, 2);

        coordinator.tell(coordinator.committed(1, 1, SITE));
        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.calls).containsOnlyOnce("open");
    }

    @Test
    void goesOverToAnotherRunWhereTheCoordinatorHasOne() {
        enrolled();
        trained(1, 1);
        coordinator.tell(coordinator.committed(1, 1, SITE));
        coordinator.changeRun("run-2");
        AtomicInteger beats = new AtomicInteger();
        coordinator.answer(message -> message instanceof Heartbeat && beats.incrementAndGet() == 1
                ? new Answer.Refused(Refusal.UNKNOWN_SITE, "who is this?")
                : ACCEPTED);

        await().until(() -> coordinator.tell(coordinator.offer(1, 1)).equals(ACCEPTED));

        assertThat(coordinator.hears(UpdateReady.class, 2).round()).isEqualTo(new RoundId("run-2", 1, 1));
        assertThat(trainer.model).isEqualTo("seed+0");
    }

    @Test
    void refusesTheWordsOfAnotherRun() {
        enrolled();

        Answer answer = coordinator.tell(new RunEnded("another-run", "over"));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNKNOWN_RUN));
    }

    @Test
    void goesOnBeatingWhereItIsAskedToWaitOrNobodyAnswers() {
        coordinator.answer(Heartbeat.class, new Answer.Wait(Duration.ofMillis(1), "recovering"));
        enrolled();
        coordinator.hears(Heartbeat.class, 3);
        result(coordinator.close());
        StubCoordinator next = new StubCoordinator(vertx, temporary.resolve("coordinator"), TestRegions.plan());
        next.listen();

        next.hears(Heartbeat.class, 3);

        assertThat(next.all(Enrol.class)).as("it is still enrolled").isEmpty();
    }

    @Test
    void endsWhereTheRunHasEnded() {
        SiteAgent agent = enrolled();

        assertThat(coordinator.tell(new RunEnded(RUN, "too few sites"))).isEqualTo(ACCEPTED);

        SiteOutcome outcome = result(agent.ended());
        assertThat(outcome.kind()).isEqualTo(SiteOutcome.Kind.ENDED);
        assertThat(outcome.reason()).contains("too few sites");
    }
}
