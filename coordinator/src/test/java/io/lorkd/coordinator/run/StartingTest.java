package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.order.Order;
import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.plan.InvalidPlanException;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A coordinator without a plan of its own. */
class StartingTest extends FederationFixture {
    private static final String PLAN = PlanReader.write(
            Plans.with("name: a study\nrounds: {warmup: 0, decomposition: 1, sites: 2, attempts: 2, backOff: 0s}"));

    @BeforeEach
    void start() throws Exception {
        federation = TestFederation.waiting(folder);
    }

    private void awaitFinished(int runs) {
        await().until(() -> federation.events(RunEvent.RunFinished.class).size() == runs
                && federation.scheduler.possible().equals(List.of("start")));
    }

    @Test
    void asksSitesToWaitUntilARunIsStarted() throws Exception {
        List<StubSite> sites = federation.twoSites();
        assertThat(get(sites.get(0).enrol())).isInstanceOf(Answer.Wait.class);
        assertThat(federation.scheduler.runId()).isEmpty();
        assertThat(federation.scheduler.possible()).containsExactly("start");

        get(federation.scheduler.start(PLAN, "ada"));

        assertThat(federation.events(OrderGiven.class))
                .containsExactly(new OrderGiven("ada", Order.START, Optional.empty(), "a study"));
        for (StubSite site : sites) {
            assertThat(get(site.enrol())).isInstanceOf(Answer.Enrolled.class);
        }
        awaitFinished(1);
        assertThat(get(federation.scheduler.words())).isEqualTo("finished");
    }

    @Test
    void startsAnotherRunWhenOneHasEnded() throws Exception {
        List<StubSite> sites = federation.twoSites();
        get(federation.scheduler.start(PLAN, "ada"));
        for (StubSite site : sites) {
            get(site.enrol());
        }
        awaitFinished(1);
        String first = federation.scheduler.runId().orElseThrow();
        assertThat(lastCommitted().bytesUp()).isPositive();
        assertThat(get(sites.get(0).enrol())).isInstanceOf(Answer.Wait.class);

        federation.nextRun = "second";
        get(federation.scheduler.start(PLAN.replace("a study", "another"), "grace"));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        awaitFinished(2);
        assertThat(federation.scheduler.runId()).contains("second").isNotEqualTo(Optional.of(first));
        assertThat(federation.events(RunEvent.RunInHand.class))
                .extracting(inHand -> inHand.plan().name())
                .containsExactly("a study", "another");
        // The same updates are here already, and what went over the wire for the first run is not the second's.
        assertThat(lastCommitted().bytesUp()).isZero();
        assertThat(sites.get(0).heard(ToSite.RoundOffer.class))
                .extracting(offer -> offer.round().run())
                .containsExactly(first, "second");
    }

    @Test
    void refusesAPlanThatCannotBeRunAndBeginsNothing() throws Exception {
        assertThatThrownBy(() -> get(federation.scheduler.start("rounds: {sites: many}", "ada")))
                .cause()
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("rounds.sites");
        assertThatThrownBy(() -> get(federation.scheduler.check(
                        "teacher: {file: ../../secret.safetensors, architecture: shufflenet-v2}")))
                .cause()
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("teacher.file: found '../../secret.safetensors'")
                .hasMessageContaining("teachers");

        assertThat(get(federation.scheduler.check(PLAN))).isEqualTo(PLAN);
        assertThat(federation.scheduler.possible()).containsExactly("start");
        assertThat(federation.scheduler.runId()).isEmpty();
        assertThat(federation.events).isEmpty();
    }

    @Test
    void startsNoRunWhileOneGoesOn() throws Exception {
        get(federation.scheduler.start(PLAN, "ada"));

        assertThatThrownBy(() -> get(federation.scheduler.start(PLAN, "grace")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("waiting for sites (0 of 2); another one can be started when it has ended");
        assertThat(federation.scheduler.possible()).doesNotContain("start");

        get(federation.scheduler.stop("it is the wrong plan", "ada"));
        await().until(() -> federation.scheduler.possible().equals(List.of("start")));
    }

    @Test
    void goesOnAfterARestartWithThePlanThatTheRunWasStartedWith() throws Exception {
        List<StubSite> sites = federation.twoSites();
        get(federation.scheduler.start(PLAN, "ada"));
        get(sites.get(0).enrol());
        String run = federation.scheduler.runId().orElseThrow();
        federation.stop();
        federation.startAgain();
        get(sites.get(0).enrolPatiently());
        get(sites.get(1).enrolPatiently());
        awaitFinished(1);
        federation.stop();

        federation.startAgain();

        assertThat(federation.scheduler.runId()).contains(run);
        assertThat(get(federation.scheduler.words())).isEqualTo("finished");
        assertThat(federation.scheduler.possible()).containsExactly("start");
        federation.time.advance(Duration.ofSeconds(11));
    }

    private RoundEvent.RoundCommitted lastCommitted() {
        List<RoundEvent.RoundCommitted> committed = federation.events(RoundEvent.RoundCommitted.class);
        return committed.get(committed.size() - 1);
    }
}
