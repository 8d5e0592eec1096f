package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.message.Work;
import org.junit.jupiter.api.Test;

import java.util.List;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Rounds in which sites send the gradient of their share of one batch. */
class GradientRoundsTest extends FederationFixture {
    @Test
    void sumsGradientsOfTheUnionBatch() throws Exception {
        start(Plans.gradients(8));
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            get(site.enrol());
        }

        RunOutcome outcome = federation.outcome();

        assertThat(sites.get(0).heard(ToSite.RoundOffer.class).get(0).work()).isEqualTo(new Work.Gradient(6, 8));
        assertThat(sites.get(1).heard(ToSite.RoundOffer.class).get(0).work()).isEqualTo(new Work.Gradient(2, 8));
        // Two rounds with rates 0.1 and 0.05, gradient 3 + 1.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")[0])
                .isCloseTo(1 - 0.1 * 4 - 0.05 * 4, within(1e-12));
    }

    @Test
    void offersAGradientRoundAgainWhenAShareIsMissing() throws Exception {
        start(Plans.gradients(8));
        List<StubSite> sites = federation.twoSites();
        sites.get(1).work = (self, offer) -> {
            if (offer.round().attempt() == 1) {
                self.tell(new ToCoordinator.WorkFailed(self.id, offer.round(), "out of memory"));
            } else {
                self.contribute(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(federation.events(RoundEvent.RoundAbandoned.class)).hasSize(2);
        assertThat(federation.events(RoundEvent.RoundCommitted.class)).hasSize(2);
    }
}
