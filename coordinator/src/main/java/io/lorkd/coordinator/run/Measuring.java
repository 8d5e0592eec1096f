package io.lorkd.coordinator.run;

import io.lorkd.coordinator.registry.Admission;
import io.lorkd.coordinator.registry.EnrolledSite;
import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Measurement;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every site says what its regions' losses are under the current backbone. It is over when all have, or at the deadline of a
 * round: a region of which nothing is known then gets the base rank.
 */
abstract sealed class Measuring extends RunState permits Baseline, Ranking {
    private final Measurement measurement;
    private final Map<String, Map<String, RegionLoss>> losses;
    private Time.Timer deadline = () -> {};

    /** @param measured what the journal holds of it already: losses by site, then by region */
    Measuring(Run run, Measurement measurement, Map<String, Map<String, RegionLoss>> measured) {
        super(run);
        this.measurement = measurement;
        this.losses = new TreeMap<>(measured);
    }

    /** @param measured losses by site, then by region */
    abstract void complete(Map<String, Map<String, RegionLoss>> measured);

    @Override
    Admission admission() {
        return Admission.RUNNING;
    }

    @Override
    void entered() {
        deadline = run.time().after(run.plan().rounds().deadline(), () -> complete(ofParticipants()));
        run.participants().stream().filter(this::awaits).forEach(this::ask);
        completeIfAllAnswered();
    }

    @Override
    void left() {
        deadline.cancel();
        run.lines().withdraw(ToSite.Measure.class::isInstance);
    }

    private void ask(EnrolledSite site) {
        run.line(site.id())
                .send(new ToSite.Measure(
                        run.id(), measurement, run.backbone().current().sha256()));
    }

    @Override
    Optional<RoundId> excluded(EnrolledSite site, String reason) {
        run.line(site.id()).withdraw(ToSite.Measure.class::isInstance);
        completeIfAllAnswered();
        return Optional.empty();
    }

    @Override
    boolean awaits(EnrolledSite site) {
        return !losses.containsKey(site.id());
    }

    @Override
    void arrived(EnrolledSite site) {
        if (awaits(site)) {
            run.line(site.id()).withdraw(ToSite.Measure.class::isInstance);
            ask(site);
        }
    }

    @Override
    Future<Answer> measured(Measured message) {
        if (message.measurement() != measurement) {
            return super.measured(message);
        }
        EnrolledSite site = run.sites().find(message.site()).orElseThrow();
        if (!site.samplesByRegion().keySet().containsAll(message.losses().keySet())) {
            return Answers.refused(
                    Refusal.MALFORMED,
                    "Losses of " + message.losses().keySet() + " were measured; the site enrolled with "
                            + site.samplesByRegion().keySet());
        }
        return run.journal()
                .write(journal -> journal.results().measured(message))
                .compose(written -> {
                    if (run.isIn(this)) {
                        losses.put(message.site(), message.losses());
                        completeIfAllAnswered();
                    }
                    return Answers.accepted();
                });
    }

    private Map<String, Map<String, RegionLoss>> ofParticipants() {
        Map<String, Map<String, RegionLoss>> theirs = new TreeMap<>(losses);
        theirs.keySet().removeIf(run.orders()::excludes);
        return theirs;
    }

    private void completeIfAllAnswered() {
        if (run.participants().stream().noneMatch(this::awaits)) {
            complete(ofParticipants());
        }
    }
}
