package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.RunEvent.RanksDecided;
import io.lorkd.coordinator.event.RunEvent.RunFailed;
import io.lorkd.coordinator.event.RunEvent.RunFinished;
import io.lorkd.coordinator.event.RunEvent.RunOpened;
import io.lorkd.coordinator.event.RunEvent.RunStopped;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.plan.Plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where the run as a whole stands. */
final class Standing {
    private final String run;
    private final Plan plan;
    private final Set<String> reported = new HashSet<>();
    private String state = "WaitingForSites";
    private String reason = "";
    private String paused;
    private Overview.Ordered pauseOrder;
    private RoundOffered lastOffer;
    private int committed;
    private String backbone;
    private String initialBackbone;
    private Instant startedAt;
    private Instant endedAt;
    private Overview.Bytes bytes = new Overview.Bytes(0, 0);
    private Optional<RanksDecided> ranks = Optional.empty();

    Standing(String run, Plan plan) {
        this.run = run;
        this.plan = plan;
    }

    void opened(RunOpened event, Instant at) {
        startedAt = at;
        backbone = event.backbone();
        initialBackbone = event.backbone();
    }

    /** How a run ended is said again by a coordinator that starts later. */
    void entered(String next) {
        if (endedAt == null) {
            state = next;
        }
    }

    void takenUp() {
        endedAt = null;
    }

    void paused(String why) {
        paused = why;
    }

    void resumed() {
        paused = null;
    }

    void pauseOrdered(Overview.Ordered order) {
        pauseOrder = order;
    }

    void pauseTakenBack() {
        pauseOrder = null;
    }

    void offered(RoundOffered event) {
        lastOffer = event;
    }

    void committed(RoundCommitted event) {
        committed = event.round().round();
        backbone = event.backbone();
        transferred(new Overview.Bytes(event.bytesDown(), event.bytesUp()));
    }

    /** Whether that is news. */
    boolean transferred(Overview.Bytes soFar) {
        boolean news = !bytes.equals(soFar);
        bytes = soFar;
        return news;
    }

    void ranked(RanksDecided event) {
        ranks = Optional.of(event);
    }

    void reported(String site) {
        reported.add(site);
    }

    void finished(RunFinished event, Instant at) {
        state = "Finished";
        reason = event.missing().isEmpty() ? "" : "no report from " + String.join(", ", event.missing());
        ended(at);
    }

    void failed(RunFailed event, Instant at) {
        state = "Failed";
        reason = event.reason();
        ended(at);
    }

    void stopped(RunStopped event, Instant at) {
        state = "Stopped";
        reason = event.reason();
        ended(at);
    }

    private void ended(Instant at) {
        endedAt = at;
        paused = null;
        pauseOrder = null;
    }

    int committedRounds() {
        return committed;
    }

    Models models(Plan of, List<RoundView> rounds) {
        List<Models.Model> made = new ArrayList<>();
        if (initialBackbone != null) {
            made.add(new Models.Model(0, initialBackbone, startedAt));
        }
        rounds.stream()
                .filter(round -> round.backbone() != null)
                .forEach(round -> made.add(new Models.Model(round.round(), round.backbone(), round.endedAt())));
        return new Models(of, ranks.map(RanksDecided::ranks).orElse(Map.of()), made);
    }

    Overview overview(Overview.Sites sites, List<String> regions, Optional<RoundFold> open, List<String> orders) {
        Optional<RoundId> round =
                open.map(RoundFold::id).or(() -> Optional.ofNullable(lastOffer).map(RoundOffered::round));
        return new Overview(
                run,
                plan.name(),
                plan.segmentation().isPresent() ? "segmentation" : "classification",
                state,
                words(sites, open),
                paused,
                pauseOrder,
                phase(),
                round.map(RoundId::round).orElse(0),
                plan.rounds().total(),
                plan.rounds().warmup(),
                round.map(RoundId::attempt).orElse(0),
                committed,
                startedAt,
                endedAt,
                sites,
                bytes,
                backbone,
                regions,
                ranks(regions),
                List.copyOf(orders));
    }

    private String phase() {
        boolean inRounds = isTraining() || "Paused".equals(state);
        return inRounds && lastOffer != null ? RoundView.word(lastOffer.phase()) : null;
    }

    private boolean isTraining() {
        return "Warmup".equals(state) || "Decomposition".equals(state);
    }

    private Overview.Ranks ranks(List<String> regions) {
        Map<String, Integer> decided = ranks.map(RanksDecided::ranks).orElse(Map.of());
        Map<String, Double> reductions = ranks.map(RanksDecided::reductions).orElse(Map.of());
        return new Overview.Ranks(
                ranks.isPresent(),
                plan.experts().ranks().name().toLowerCase(Locale.ROOT),
                regions.stream()
                        .map(region -> new Overview.RegionRank(
                                region, decided.get(region), RoundView.finite(reductions.get(region))))
                        .toList());
    }

    // In words

    private String words(Overview.Sites sites, Optional<RoundFold> open) {
        return switch (state) {
            case "WaitingForSites" ->
                "Waiting for sites (" + sites.enrolled() + " of "
                        + plan.rounds().sites() + ")";
            case "Recovering" -> "Going on after a restart: the sites say what they hold";
            case "Baseline" -> "Measuring the losses before warm-up";
            case "Ranking" -> "Measuring the losses that decide the ranks";
            case "Warmup" -> "Warm-up" + roundWords(open);
            case "Decomposition" -> "Decomposition" + roundWords(open);
            case "Paused" -> "Paused: " + paused;
            case "Finishing" ->
                "Finishing: " + reported.size() + " of " + sites.enrolled() + " sites have reported their experts";
            case "Finished" -> "Finished after " + count(committed, "round") + because();
            case "Failed" -> "Failed" + because();
            case "Stopped" -> "Ended after " + count(committed, "round") + because();
            case "LeftOpen" -> "The coordinator is closing; the run goes on when it is started again";
            default -> state;
        };
    }

    /** A state is entered before it is written, and then told, why. */
    private String because() {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private String roundWords(Optional<RoundFold> open) {
        if (lastOffer == null) {
            return "";
        }
        RoundId id = open.map(RoundFold::id).orElse(lastOffer.round());
        String number = ", round " + id.round() + " of " + plan.rounds().total()
                + (id.attempt() == 1 ? "" : ", attempt " + id.attempt());
        if (open.isEmpty()) {
            return number + (committed >= id.round() ? ", committed" : ", to be offered again");
        }
        long awaited = open.get().awaited();
        return number
                + (awaited == 0
                        ? ", making the next backbone"
                        : ", waiting for " + awaited + " of " + count(open.get().size(), "site"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
