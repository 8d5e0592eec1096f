package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.registry.SiteRegistry;
import io.lorkd.model.schedule.CosineSchedule;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;

import java.util.List;
import java.util.Map;

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
        Plan plan = run.plan();
        this.run = run;
        this.training = training;
        this.id = id;
        this.phase = phase;
        this.learningRate = CosineSchedule.rate(
                plan.training().learningRate(), id.round() - 1, plan.rounds().total());
        this.base = run.backbone().current();
        this.chosen = drawn();
        this.work = WorkShares.of(plan, chosen);
        this.stage = new Offered(this);
    }

    /** Where all take part, the lost do, too: they may come back before the deadline. */
    private List<EnrolledSite> drawn() {
        SiteRegistry sites = run.sites();
        List<String> ids = sites.all().stream().map(EnrolledSite::id).toList();
        return new Draw(run.plan().seed(), id.round(), id.attempt())
                .of(ids, sites::isLost, Draw.seats(run.plan().rounds(), sites.size())).stream()
                        .map(site -> sites.find(site).orElseThrow())
                        .toList();
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
