package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Sites a, b and c with 3, 1 and 2 samples: an update's values are its site's samples, so a mean tells who is in it. */
class ExclusionTest extends FederationFixture {
    private static final String TWO_ROUNDS = "rounds: {warmup: 0, decomposition: 2, sites: 3, backOff: 0s}";

    private StubSite a;
    private StubSite b;
    private StubSite c;
    private final List<ToSite.RoundOffer> kept = new CopyOnWriteArrayList<>();

    /** Site b keeps its first offer; c's update is in. */
    private void startUntilOnlyBIsMissing(String plan) throws Exception {
        federation = new TestFederation(Plans.with(plan), folder);
        List<StubSite> sites = federation.threeSites();
        a = sites.get(0);
        b = sites.get(1);
        c = sites.get(2);
        b.work = (self, offer) -> kept.add(offer);
        for (StubSite site : sites) {
            get(site.enrol());
        }
        await().until(() -> !kept.isEmpty()
                && federation.events(WorkEvent.UpdateStaged.class).size() == 2);
    }

    private Future<Void> exclude(StubSite site) {
        return federation.scheduler.exclude(site.id, "its scanner is recalibrated", "ada");
    }

    private void awaitRound(int round) {
        await().until(() -> federation.events(RoundEvent.RoundCommitted.class).size() == round);
    }

    private List<String> contributors(int round) {
        return federation.events(RoundEvent.RoundCommitted.class).get(round - 1).contributors();
    }

    @Test
    void doesNotWaitForASiteThatIsOutOfTheRun() throws Exception {
        startUntilOnlyBIsMissing(TWO_ROUNDS);

        get(exclude(b));

        RunOutcome outcome = federation.outcome();
        assertThat(outcome.finished()).isTrue();
        assertThat(contributors(1)).containsExactly("a", "c");
        assertThat(contributors(2)).containsExactly("a", "c");
        assertThat(kept).hasSize(1);
        await().until(() -> !b.heard(ToSite.RunEnded.class).isEmpty());
        assertThat(b.heard(ToSite.RunFinished.class)).isEmpty();
        assertThat(b.heard(ToSite.Excluded.class))
                .containsExactly(new ToSite.Excluded(RUN, "its scanner is recalibrated"));
        assertThat(b.heard(ToSite.RoundClosed.class).get(0).round()).isEqualTo(new RoundId(RUN, 1, 1));
        assertThat(b.heard(ToSite.RoundClosed.class).get(0).committed()).isFalse();
        assertThat(b.heard(ToSite.RunEnded.class).get(0).reason())
                .isEqualTo("the site was excluded by ada: its scanner is recalibrated");
    }

    @Test
    void doesNotCountWhatASiteHadInTheOpenRound() throws Exception {
        startUntilOnlyBIsMissing("rounds: {warmup: 0, decomposition: 1, sites: 3}");
        get(exclude(c));

        assertThat(get(b.send(kept.get(0), 1))).isInstanceOf(Answer.Accepted.class);

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(contributors(1)).containsExactly("a", "b");
        // The weighted mean of a's threes and b's one, on top of the one that it starts from.
        assertThat(TensorFiles.values(federation.outcome().backbone(), "norm.weight"))
                .containsExactly(3.5, 3.5);
    }

    @Test
    void refusesAnUpdateOfASiteThatIsOutAndServesItNoBackbone() throws Exception {
        startUntilOnlyBIsMissing(TWO_ROUNDS.replace("sites: 3", "sites: 3, quorum: 3"));
        get(exclude(b));

        Answer answer = get(b.send(kept.get(0), 1));

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal())
                                .isIn(Refusal.EXCLUDED, Refusal.ROUND_CLOSED, Refusal.NOT_OFFERED));
        assertThatThrownBy(() -> get(b.pull(kept.get(0).backbone()))).isNotNull();
    }

    @Test
    void keepsItOutAfterARestartUntilItIsLetInAgain() throws Exception {
        startUntilOnlyBIsMissing(TWO_ROUNDS);
        get(federation.scheduler.pause("so that the second round waits", "ada"));
        get(exclude(c));
        federation.stop();
        federation.startAgain();
        await().until(() -> federation.scheduler.possible().contains("readmit"));
        await().until(() -> kept.size() == 2);
        b.work = StubSite::contribute;
        b.contributePatiently(kept.get(1));
        awaitRound(1);
        assertThat(contributors(1)).containsExactly("a", "b");

        get(federation.scheduler.readmit("c", "grace"));
        get(federation.scheduler.resume("grace"));

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(contributors(2)).containsExactly("a", "b", "c");
        assertThat(c.heard(ToSite.Readmitted.class)).hasSize(1);
    }

    @Test
    void offersGradientsAgainToTheSitesThatAreLeft() throws Exception {
        startUntilOnlyBIsMissing("exchange: gradients\n" + TWO_ROUNDS);

        get(exclude(b));

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(federation.events(RoundEvent.RoundAbandoned.class)).hasSize(1);
        assertThat(federation.events(RoundEvent.RoundOffered.class).get(1).sites())
                .containsExactly("a", "c");
    }

    @Test
    void takesASiteOutOfABufferAndInAgain() throws Exception {
        startUntilOnlyBIsMissing("buffered: {size: 3}\nrounds: {warmup: 0, decomposition: 1, sites: 3, attempts: 1}");
        get(federation.scheduler.pause("so that nothing else is offered", "ada"));
        get(exclude(c));
        // Two of three cannot fill the buffer: the round comes to nothing.
        federation.awaitEvent(RoundEvent.RoundAbandoned.class);

        get(federation.scheduler.readmit("c", "ada"));
        b.work = StubSite::contribute;
        get(federation.scheduler.resume("ada"));
        b.contribute(kept.get(0));

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(contributors(1)).containsExactly("a", "b", "c");
    }

    @Test
    void saysWhyASiteCannotBeExcludedOrLetIn() throws Exception {
        startUntilOnlyBIsMissing("rounds: {warmup: 0, decomposition: 1, sites: 3, quorum: 3, attempts: 1}");

        assertThatThrownBy(() -> get(federation.scheduler.exclude("nobody", "why", "ada")))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("No site 'nobody' is enrolled in this run; enrolled are a, b, c");
        assertThatThrownBy(() -> get(federation.scheduler.readmit("a", "ada")))
                .cause()
                .hasMessage("Site 'a' is not excluded from this run");
        get(exclude(a));
        assertThatThrownBy(() -> get(exclude(a)))
                .cause()
                .hasMessage("Site a is excluded already, by order of ada: its scanner is recalibrated");
        get(exclude(b));
        assertThatThrownBy(() -> get(exclude(c)))
                .cause()
                .hasMessage("Site c is the last that takes part; pause or stop the run instead");
        assertThat(federation.scheduler.possible()).contains("readmit").doesNotContain("exclude");
    }
}
