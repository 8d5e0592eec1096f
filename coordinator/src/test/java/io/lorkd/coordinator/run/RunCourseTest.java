package io.lorkd.coordinator.run;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;

/** A run from its opening to its end. */
class RunCourseTest extends FederationFixture {
    @Test
    void takesARunToItsEnd() throws Exception {
        start(Plans.deltas());
        List<StubSite> sites = federation.twoSites();
        for (StubSite site : sites) {
            assertThat(get(site.enrol())).isInstanceOf(Answer.Enrolled.class);
        }

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.state()).isEqualTo(RunOutcome.State.FINISHED);
        assertThat(outcome.reason()).isEmpty();
        assertThat(outcome.rounds()).isEqualTo(3);
        assertThat(outcome.parameters()).isEqualTo(6);
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
        assertThat(outcome.reports()).extracting(ToCoordinator.SiteReport::site).containsExactly("a", "b");
        // Three rounds, each adding (3 * 3 + 1 * 1) / 4 to a normalisation weight that begins at 1.
        assertThat(TensorFiles.values(outcome.backbone(), "norm.weight")).containsExactly(8.5, 8.5);
        // Each site sends the same file in every round; what lies here is not pulled again.
        assertThat(outcome.bytes().up())
                .isEqualTo(2 * federation.settings.manifest().fileBytes());

        StubSite first = sites.get(0);
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::phase)
                .containsExactly(Phase.WARMUP, Phase.DECOMPOSITION, Phase.DECOMPOSITION);
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::ranks)
                .containsExactly(Map.of(), Map.of("brain", 8), Map.of("brain", 8));
        assertThat(first.heard(ToSite.RoundOffer.class))
                .extracting(ToSite.RoundOffer::learningRate)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(first.heard(ToSite.RoundClosed.class))
                .allSatisfy(closed -> assertThat(closed.contributors()).containsExactly("a", "b"));
        assertThat(first.heard(ToSite.Measure.class)).isEmpty();
        assertThat(first.answers).doesNotHaveAnyElementsOfTypes(Answer.Refused.class);
    }

    @Test
    void endsWithTheSameDigestInWhateverOrderUpdatesArrive() throws Exception {
        List<String> digests = new ArrayList<>();
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 0, 1), List.of(1, 2, 0))) {
            federation = new TestFederation(
                    Plans.with("rounds: {warmup: 1, decomposition: 1, sites: 3}"),
                    Files.createDirectories(folder.resolve("order-" + order.get(0))));
            List<StubSite> sites =
                    List.of(federation.site("a", "x", 7), federation.site("b", "y", 11), federation.site("c", "z", 13));
            List<ToSite.RoundOffer> offers = Collections.synchronizedList(new ArrayList<>());
            for (StubSite site : sites) {
                site.work = (self, offer) -> {
                    offers.add(offer);
                    if (offers.size() % 3 == 0) {
                        inOrder(sites, order, offer, 0);
                    }
                };
                get(site.enrol());
            }
            digests.add(federation.outcome().backboneSha256());
            if (digests.size() < 3) {
                federation.close();
            }
        }

        assertThat(digests).containsOnly(digests.get(0));
    }

    private static void inOrder(List<StubSite> sites, List<Integer> order, ToSite.RoundOffer offer, int next) {
        if (next < order.size()) {
            StubSite site = sites.get(order.get(next));
            site.send(offer, 0.1 * site.samples / 3).onSuccess(staged -> inOrder(sites, order, offer, next + 1));
        }
    }

    @Test
    void keepsTheFilesOfTheLastRoundsOnly() throws Exception {
        start(Plans.with(
                "rounds: {warmup: 0, decomposition: 12, sites: 2}\n" + "server: {optimiser: momentum, momentum: 0.9}"));
        for (StubSite site : federation.twoSites()) {
            get(site.enrol());
        }

        assertThat(federation.outcome().rounds()).isEqualTo(12);
        try (var blobs = Files.list(folder.resolve("state/blobs"))) {
            assertThat(blobs).hasSizeLessThanOrEqualTo(8);
        }
    }
}
