package io.lorkd.site.train;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Batches;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.StepResult;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundMetric;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.checkpoint.Checkpoint;
import io.lorkd.site.crash.SiteCrashPoint;
import io.lorkd.site.picture.NotNowException;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.region.SiteRegion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A site's model and data under one plan. Every call on the trainer's thread. */
final class SiteModel {
    private final Plan plan;
    private final SiteData data;
    private final List<RegionHead> regions;
    private final StepLock lock;
    private final Checkpointing checkpoints;
    private final PictureDesk pictures;
    private TrainingSession session;

    /** Which state of the model is in the session, in words; empty where it is none that belongs together. */
    private Optional<String> state = Optional.empty();

    private SiteModel(
            Plan plan,
            SiteData data,
            StepLock lock,
            Checkpointing checkpoints,
            PictureDesk pictures,
            TrainingSession session) {
        this.plan = plan;
        this.data = data;
        this.regions = data.heads();
        this.lock = lock;
        this.checkpoints = checkpoints;
        this.pictures = pictures;
        this.session = session;
    }

    /**
     * @param unit where to go on; without one the seed gives all
     * @throws io.lorkd.model.InvalidInputException if a region's data or the plan's network cannot be used
     */
    static SiteModel open(
            Plan plan,
            List<SiteRegion> regions,
            StepLock lock,
            Checkpointing checkpoints,
            PictureDesk pictures,
            Optional<Path> unit) {
        SiteData data = SiteData.open(plan, regions);
        return new SiteModel(plan, data, lock, checkpoints, pictures, session(plan, data.heads(), lock, unit));
    }

    private static TrainingSession session(Plan plan, List<RegionHead> heads, StepLock lock, Optional<Path> unit) {
        TrainingSession session = TrainingSession.open(PlannedModel.settings(plan), heads, lock);
        try {
            unit.ifPresent(session::loadUnit);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Does the work, from a checkpoint of it where there is one.
     *
     * @param interruption asked before each step
     * @throws WorkCancelledException if it is interrupted
     */
    Trained train(TrainingOrder order, Trainer.StepListener listener, Supplier<Interruption> interruption) {
        endIf(interruption.get() != Interruption.NONE);
        RoundOffer offer = order.offer();
        Tally tally = new Tally(regions.stream().map(RegionHead::region).toList());
        List<Integer> sizes = batchSizes(offer.work());
        Optional<Checkpoint> begun = begin(order, tally, sizes.size());
        long position = begun.map(Checkpoint::position).orElse(order.position());
        int saved = begun.map(Checkpoint::step).orElse(0);
        listener.onStep(saved, sizes.size(), Double.NaN);
        for (int step = saved; step < sizes.size(); step++) {
            state = Optional.of(
                    "round " + offer.round().round() + ", after " + step + " of " + sizes.size() + " steps");
            servePictures();
            Interruption asked = interruption.get();
            if (step > saved && (asked == Interruption.SUSPEND || asked == Interruption.NONE && checkpoints.isDue())) {
                checkpoints.write(
                        order,
                        session,
                        new Checkpoint(
                                offer,
                                order.position(),
                                step,
                                position,
                                tally.counts(),
                                tally.summedLosses(),
                                tally.summedScores()));
                saved = step;
            }
            endIf(asked != Interruption.NONE);
            Batch batch = data.batch(data.stream().take(position, sizes.get(step)));
            StepResult result = step(offer, batch);
            position += batch.size();
            tally.add(batch, result);
            listener.onStep(step + 1, sizes.size(), result.loss());
        }
        endIf(interruption.get() == Interruption.CANCEL);
        state = Optional.of("round " + offer.round().round() + ", trained");
        SiteCrashPoint.STEPS_DONE.reached();
        if (offer.work() instanceof Work.Gradient) {
            session.writeGradient(order.update());
        } else {
            session.writeDelta(order.update());
        }
        session.saveUnit(order.unit());
        SiteCrashPoint.TRAINED.reached();
        return new Trained(tally.samples(), position, tally.losses(), metrics(tally));
    }

    private Map<String, Double> metrics(Tally tally) {
        RoundMetric metric = plan.segmentation().isPresent() ? RoundMetric.DICE : RoundMetric.ACCURACY;
        Map<String, Double> metrics = new LinkedHashMap<>();
        tally.scores().forEach((region, score) -> metrics.put(metric.of(region), score));
        return metrics;
    }

    private Optional<Checkpoint> begin(TrainingOrder order, Tally tally, int steps) {
        Optional<Checkpoint> begun = checkpoints.resume(order, session, regions.size(), steps);
        if (begun.isPresent()) {
            tally.resume(begun.get());
        } else {
            session.ranks(order.offer().ranks());
            session.backbone(order.backbone());
        }
        return begun;
    }

    private static void endIf(boolean interrupted) {
        if (interrupted) {
            throw new WorkCancelledException();
        }
    }

    private StepResult step(RoundOffer offer, Batch batch) {
        boolean warmup = offer.phase() == Phase.WARMUP;
        if (offer.work() instanceof Work.Gradient gradient) {
            double share = (double) gradient.batchSize() / gradient.unionBatch();
            return session.gradient(batch, share, offer.learningRate(), warmup);
        }
        return session.step(batch, offer.learningRate(), warmup);
    }

    private List<Integer> batchSizes(Work work) {
        if (work instanceof Work.Passes passes) {
            long samples =
                    Math.max(1, Math.round(passes.passes() * data.stream().samplesPerPass()));
            return Batches.sizes(samples, passes.batchSize());
        } else if (work instanceof Work.Steps steps) {
            return Batches.sizes((long) steps.steps() * steps.batchSize(), steps.batchSize());
        } else {
            return List.of(((Work.Gradient) work).batchSize());
        }
    }

    /** To the unit, or to what the seed gives. */
    void restore(Optional<Path> unit) {
        state = Optional.empty(); // the backbone is another one's until the next round brings its own
        if (unit.isPresent()) {
            session.loadUnit(unit.get());
            return;
        }
        TrainingSession restored = session(plan, regions, lock, Optional.empty());
        session.close();
        session = restored;
    }

    /** The held-out loss of each region. */
    Map<String, RegionLoss> measure(Path backbone) {
        session.backbone(backbone);
        state = Optional.of("the backbone that the ranks are measured by");
        Map<String, RegionLoss> losses = new LinkedHashMap<>();
        for (int region = 0; region < regions.size(); region++) {
            losses.put(regions.get(region).region(), data.measure(session, region));
        }
        return losses;
    }

    List<RegionResult> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts)
            throws IOException {
        session.ranks(ranks);
        session.backbone(backbone);
        state = Optional.of("the finished experts");
        ExpertWriter writer = ExpertWriter.open(experts, backbone);
        List<RegionResult> results = new ArrayList<>();
        for (int region = 0; region < regions.size(); region++) {
            int rank = ranks.getOrDefault(regions.get(region).region(), 0);
            results.add(data.test(session, region, rank));
            writer.write(session, data.card(region, rank, digest));
        }
        return results;
    }

    /** What is shown where somebody asks; from any thread. */
    PictureDesk.Samples samples() {
        return data::unpredicted;
    }

    /** Answers whoever waits for pictures, if anybody does; nothing that is trained is changed by it. */
    void servePictures() {
        pictures.serve(samples -> {
            String now = state.orElseThrow(
                    () -> new NotNowException("There is no model at present; it comes with the next round."));
            return lock.inTurn(() -> samples.by(session, now));
        });
    }

    void close() {
        session.close();
    }
}
