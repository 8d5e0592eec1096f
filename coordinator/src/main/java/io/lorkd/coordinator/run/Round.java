package io.lorkd.coordinator.run;

import io.lorkd.coordinator.journal.RoundRecord;
import io.lorkd.coordinator.journal.RoundRow;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.model.schedule.CosineSchedule;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Work;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One attempt at a round: {@link Offered}, {@link Collecting}, then {@link Committing} and {@link Committed}, or {@link
 * Abandoned}. Everything that it depends on is fixed when it begins.
 */
final class Round {
    private final Run run;
    private final Training training;
    private final RoundId id;
    private final Phase phase;
    private final double learningRate;
    private final Backbone base;
    private final List<EnrolledSite> chosen;
    private final Map<String, Work> work;
    private RoundStage stage;
    private boolean stopped;

    Round(Run run, Training training, RoundId id, Phase phase) {
        this(
                run,
                training,
                id,
                phase,
                CosineSchedule.rate(
                        run.plan().training().learningRate(),
                        id.round() - 1,
                        run.plan().rounds().total()),
                run.backbone().current(),
                drawn(run, id));
    }

    private Round(
            Run run,
            Training training,
            RoundId id,
            Phase phase,
            double learningRate,
            Backbone base,
            List<EnrolledSite> chosen) {
        this.run = run;
        this.training = training;
        this.id = id;
        this.phase = phase;
        this.learningRate = learningRate;
        this.base = base;
        this.chosen = chosen;
        this.work = WorkShares.of(run.plan(), chosen);
        this.stage = new Offered(this);
    }

    /** Where all take part, the lost do, too: they may come back before the deadline. */
    private static List<EnrolledSite> drawn(Run run, RoundId id) {
        SiteRegistry sites = run.sites();
        List<String> ids = run.participants().stream().map(EnrolledSite::id).toList();
        return new Draw(run.plan().seed(), id.round(), id.attempt())
                .of(ids, sites::isLost, Draw.seats(run.plan().rounds(), ids.size())).stream()
                        .map(site -> sites.find(site).orElseThrow())
                        .toList();
    }

    /**
     * The attempt that an earlier coordinator left, with all that was fixed when it began.
     *
     * @param at makes the stage that it has come to
     */
    static Round takenUp(Run run, Training training, RoundRecord left, Function<Round, RoundStage> at) {
        RoundRow row = left.row();
        Round round = new Round(
                run,
                training,
                row.round(),
                row.phase(),
                row.learningRate(),
                new Backbone(row.backbone(), row.optimiserState()),
                left.chosen().stream()
                        .map(site -> run.sites().find(site).orElseThrow())
                        .toList());
        round.stage = at.apply(round);
        return round;
    }

    void begin() {
        stage.entered();
    }

    void become(RoundStage next) {
        if (!stopped) {
            stage.left();
            stage = next;
            stage.entered();
        }
    }

    /** The run goes on without it: nothing that is still under way has an effect. */
    void stop() {
        stage.left();
        stopped = true;
    }

    /** Whether the round is still where something began that has now come back. */
    boolean isIn(RoundStage then) {
        return !stopped && stage == then;
    }

    Run run() {
        return run;
    }

    Training training() {
        return training;
    }

    RoundId id() {
        return id;
    }

    Phase phase() {
        return phase;
    }

    double learningRate() {
        return learningRate;
    }

    Backbone base() {
        return base;
    }

    List<EnrolledSite> chosen() {
        return chosen;
    }

    /** Who joined since has the work of a round of its own, which only a round with a buffer offers it. */
    Work work(EnrolledSite site) {
        return work.getOrDefault(
                site.id(), WorkShares.of(run.plan(), List.of(site)).get(site.id()));
    }

    RoundStage stage() {
        return stage;
    }
}
