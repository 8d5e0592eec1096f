package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.Doing;
import io.lorkd.coordinator.event.OrderGiven;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged.Took;
import io.lorkd.coordinator.order.Order;
import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.view.RoundView.Span;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.Region;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class RunFoldTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RoundId FIRST = round(1);

    private final RunFold fold = new RunFold(
            "run", Plans.deltas(), Map.of("a", Instant.parse("2027-01-01T00:00:00Z")), () -> List.of("pause"));

    @BeforeEach
    void enrol() {
        at(0, new RunEvent.RunOpened("run", 2, "abc"));
        at(0, joined("a", "brain"));
        at(0, joined("b", "lung"));
    }

    private void at(long millis, CoordinatorEvent event) {
        fold.happened(event, START.plusMillis(millis));
    }

    private static RoundId round(int number) {
        return new RoundId("run", number, 1);
    }

    private static CoordinatorEvent joined(String site, String region) {
        return new SiteEvent.SiteJoined(site, List.of(new Region(region, List.of("ill"), 10)), "cpu");
    }

    private void offered(long millis, RoundId round) {
        at(millis, new RunEvent.StateEntered("run", "Warmup"));
        at(millis, new RoundEvent.RoundOffered(round, 3, Phase.WARMUP, List.of("a", "b"), 0.1));
    }

    private static UpdateStaged staged(String site, RoundId round, long samples, double accuracy, Took took) {
        return new UpdateStaged(
                site, round, 100, samples, 0, Map.of("brain", 0.5), Map.of("accuracy/brain", accuracy), took);
    }

    private static CoordinatorEvent committed(RoundId round) {
        return new RoundEvent.RoundCommitted(round, List.of("a", "b"), "def", Map.of("brain", 0.5), 1000, 200);
    }

    private List<Span> spans(int lane) {
        return fold.rounds(0).get(0).lanes().get(lane).spans();
    }

    @Test
    void showsWhatASiteIsAtInTheOpenRound() {
        offered(1000, FIRST);
        at(1500, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.PULLING));
        at(2000, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.TRAINING));
        at(2500, new WorkEvent.SiteProgress("a", new Progress(FIRST, 0, 3, 8, Double.NaN)));

        assertThat(spans(0))
                .containsExactly(
                        new Span(Activity.WAITING, 0, 500L),
                        new Span(Activity.PULLING, 500, 1000L),
                        new Span(Activity.TRAINING, 1000, null));
        assertThat(spans(1)).containsExactly(new Span(Activity.WAITING, 0, null));
        SiteView site = fold.sites().get(0);
        assertThat(site.doing()).isEqualTo("training");
        assertThat(site.step()).isEqualTo(3);
        assertThat(site.loss()).isNull();
        assertThat(fold.overview().words()).isEqualTo("Warm-up, round 1 of 3, waiting for 2 of 2 sites");
        assertThat(fold.overview().sites()).isEqualTo(new Overview.Sites(2, 2, 1, 0, 0));
    }

    @Test
    void tellsALaneFromTheJournalAlone() {
        offered(0, FIRST);
        at(5000, staged("a", FIRST, 1, 1, new Took(1000, 2000, 500)));

        assertThat(spans(0))
                .containsExactly(
                        new Span(Activity.WAITING, 0, 1500L),
                        new Span(Activity.PULLING, 1500, 2500L),
                        new Span(Activity.TRAINING, 2500, 4500L),
                        new Span(Activity.SENDING, 4500, 5000L),
                        new Span(Activity.DONE, 5000, null));
    }

    @Test
    void meansMetricsOverTheContributorsBySamples() {
        offered(0, FIRST);
        at(1000, staged("a", FIRST, 3, 1, Took.UNSEEN));
        at(1000, staged("b", FIRST, 1, 0, Took.UNSEEN));
        at(2000, committed(FIRST));

        RoundView round = fold.rounds(0).get(0);
        assertThat(round.metrics().get("accuracy").get("brain")).isEqualTo(0.75);
        assertThat(round.seconds()).isEqualTo(2.0);
        assertThat(round.bytesDown()).isEqualTo(1000);
        assertThat(round.backbone()).isEqualTo("def");
        assertThat(fold.sites()).extracting(SiteView::doing).containsOnly("idle");
    }

    @Test
    void showsWhoIsLostAndThatTheyAreBack() {
        offered(0, FIRST);
        at(100, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.TRAINING));
        at(1000, new SiteEvent.SiteLost("a", Duration.ofSeconds(10)));
        assertThat(fold.sites().get(0).state()).isEqualTo(SiteView.State.LOST);
        at(2000, new WorkEvent.SiteProgress("a", new Progress(FIRST, 0, 1, 8, 0.5)));

        assertThat(fold.sites().get(0).state()).isEqualTo(SiteView.State.ALIVE);
        assertThat(spans(0))
                .containsExactly(
                        new Span(Activity.WAITING, 0, 100L),
                        new Span(Activity.TRAINING, 100, 1000L),
                        new Span(Activity.LOST, 1000, 2000L),
                        new Span(Activity.TRAINING, 2000, null));
    }

    @Test
    void aSiteThatStandsStillIsLostInItsLaneUntilItAdvances() {
        offered(0, FIRST);
        at(0, new WorkEvent.SiteProgress("a", new Progress(FIRST, 0, 1, 8, 0.5)));
        at(100, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.TRAINING));
        at(1000, new WorkEvent.LeaseExpired("a", FIRST, Duration.ofSeconds(1)));
        at(2000, new WorkEvent.SiteProgress("a", new Progress(FIRST, 0, 1, 8, 0.5)));
        assertThat(spans(0).get(2).what()).isEqualTo(Activity.LOST);
        at(3000, new WorkEvent.SiteProgress("a", new Progress(FIRST, 0, 2, 8, 0.5)));

        assertThat(spans(0).get(3)).isEqualTo(new Span(Activity.TRAINING, 3000, null));
    }

    @Test
    void keepsWhyAnUpdateWasRefused() {
        offered(0, FIRST);
        at(1000, new WorkEvent.UpdateRefused("a", FIRST, Refusal.NOT_FINITE, "It has a NaN"));

        assertThat(spans(0).get(1).what()).isEqualTo(Activity.REFUSED);
        assertThat(fold.rounds(0).get(0).lanes().get(0).reason()).isEqualTo("It has a NaN");
        assertThat(fold.sites().get(0).refusals())
                .containsExactly(new SiteView.Refused(1, START.plusMillis(1000), "NOT_FINITE", "It has a NaN"));
        assertThat(fold.sites().get(0).doing()).isEqualTo("idle");
    }

    @Test
    void keepsTheLanesOfTheLastRoundsOnly() {
        for (int number = 1; number <= 35; number++) {
            offered(number * 1000L, round(number));
            at(number * 1000L + 500, committed(round(number)));
        }

        List<RoundView> rounds = fold.rounds(0);
        assertThat(rounds).hasSize(35);
        assertThat(rounds.stream().filter(round -> !round.lanes().isEmpty())).hasSize(30);
        assertThat(rounds.get(0).contributed()).isEqualTo(2);
        assertThat(rounds.get(0).contributors()).isEmpty();
    }

    @Test
    void saysUntilWhenACertificateIsGood() {
        fold.changes(List.of());
        fold.certified("a");

        assertThat(fold.changes(List.of()).sites())
                .extracting(SiteView::certificateExpires)
                .containsExactly(Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(fold.sites().get(1).certificateExpires()).isNull();
    }

    @Test
    void saysByWhoseOrderTheRunPausesBeforeItStandsStill() {
        offered(0, FIRST);
        at(100, ordered(Order.PAUSE, Optional.empty(), "maintenance"));
        Overview.Ordered order = new Overview.Ordered("anna", "maintenance");
        assertThat(fold.overview().paused()).isNull();
        assertThat(fold.overview().pauseOrder()).isEqualTo(order);

        at(200, committed(FIRST));
        at(200, new RunEvent.RunPaused("run", "maintenance"));
        assertThat(fold.overview().paused()).isEqualTo("maintenance");
        assertThat(fold.overview().pauseOrder()).isEqualTo(order);

        at(300, ordered(Order.RESUME, Optional.empty(), ""));
        at(300, new RunEvent.RunResumed("run"));
        assertThat(fold.overview().paused()).isNull();
        assertThat(fold.overview().pauseOrder()).isNull();
        at(400, new RunEvent.RunPaused("run", "no site contributed"));
        assertThat(fold.overview().paused()).isEqualTo("no site contributed");
        assertThat(fold.overview().pauseOrder()).isNull();
    }

    @Test
    void saysByWhoseOrderASiteIsExcluded() {
        at(0, ordered(Order.EXCLUDE, Optional.of("a"), "its data"));
        assertThat(fold.sites().get(0).state()).isEqualTo(SiteView.State.EXCLUDED);
        assertThat(fold.sites().get(0).exclusion()).isEqualTo(new Overview.Ordered("anna", "its data"));
        assertThat(fold.sites().get(1).exclusion()).isNull();

        at(100, ordered(Order.READMIT, Optional.of("a"), ""));
        assertThat(fold.sites().get(0).state()).isEqualTo(SiteView.State.ALIVE);
        assertThat(fold.sites().get(0).exclusion()).isNull();
    }

    private static CoordinatorEvent ordered(Order order, Optional<String> site, String reason) {
        return new OrderGiven("anna", order, site, reason);
    }

    @Test
    void tellsWhatChangedOnce() {
        fold.changes(List.of());
        offered(0, FIRST);
        at(100, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.PULLING));
        at(200, new WorkEvent.SiteTurnedTo("a", FIRST, Doing.TRAINING));

        Changes changes = fold.changes(List.of());
        assertThat(changes.sites()).extracting(SiteView::site).containsExactly("a", "b");
        assertThat(changes.rounds()).hasSize(1);
        assertThat(changes.overview()).isPresent();
        assertThat(fold.changes(List.of()).isEmpty()).isTrue();
    }
}
