package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.List;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which updates are taken, and how often. */
class UpdateReceptionTest extends FederationFixture {
    @Test
    void closesARoundWithoutAnUpdateThatHasNaN() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        StubSite broken = sites.get(1);
        broken.work = (self, offer) -> self.send(offer, offer.round().round() == 1 ? Double.NaN : 1);
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();

        assertThat(refusals(broken)).containsExactly(Refusal.NOT_FINITE);
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .extracting(RoundEvent.RoundCommitted::contributors)
                .containsExactly(List.of("a"), List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void refusesAnUpdateOfAnotherForm() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        StubSite leaking = sites.get(1);
        Network other = new Network("other", 1, 2, new Layer.BatchNormalisation("expert", 2, 1e-5, 0.1));
        BackboneManifest foreign = BackboneManifest.of(other, true, Dtype.F64);
        leaking.work =
                (self, offer) -> self.send(offer.round(), 1, TensorFiles.constant(self.file(offer), foreign, 1, 1));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();

        assertThat(refusals(leaking)).containsOnly(Refusal.NOT_IN_MANIFEST).hasSize(3);
        try (var staged = Files.list(folder.resolve("state/staging"))) {
            assertThat(staged).isEmpty();
        }
    }

    @Test
    void countsAnUpdateThatIsAnnouncedTwiceOnce() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(0).work = (self, offer) -> {
            self.send(offer, 3);
            self.send(offer, 3).onSuccess(staged -> self.send(offer, 3));
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(3.5, 3.5);
        assertThat(federation.events(WorkEvent.UpdateStaged.class)).hasSize(2);
        await().until(() -> sites.get(0).answers.size() == 5);
        assertThat(sites.get(0).answers).doesNotHaveAnyElementsOfTypes(Answer.Refused.class);
    }

    @Test
    void weighsASiteByNoMoreThanItEnrolledWith() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> self.send(
                offer.round(), 1_000_000, TensorFiles.constant(self.file(offer), federation.settings.manifest(), 1, 1));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(TensorFiles.values(federation.outcome().backbone(), "norm.weight"))
                .containsExactly(3.5, 3.5);
    }

    @Test
    void refusesUpdatesThatWereNotAskedFor() throws Exception {
        start(Plans.deltas());
        StubSite site = federation.twoSites().get(0);
        String digest = "0".repeat(64);
        assertThat(refusal(get(site.announce(new RoundId(RUN, 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.UNKNOWN_SITE);
        get(site.enrol());
        assertThat(refusal(get(site.announce(new RoundId("another", 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.UNKNOWN_RUN);
        assertThat(refusal(get(site.announce(new RoundId(RUN, 1, 1), 1, digest, 1))))
                .isEqualTo(Refusal.ROUND_CLOSED);
    }

    @Test
    void letsASiteThatCouldNotBePulledFromTryAgain() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        StubSite late = sites.get(1);
        late.work = (self, offer) -> self.announce(
                        offer.round(),
                        1,
                        "0".repeat(64),
                        federation.settings.manifest().fileBytes())
                .onSuccess(refused -> self.contribute(offer));
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(refusals(late)).containsExactly(Refusal.TRANSFER_FAILED);
        assertThat(federation.awaitEvent(RoundEvent.RoundCommitted.class).contributors())
                .containsExactly("a", "b");
    }
}
