package io.lorkd.site.train;

import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Batches;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.train.Predictions;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.StepResult;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.Work;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.region.SiteRegion;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A site's model and data under one plan. Every call on the trainer's thread. */
final class SiteModel {
    private final Plan plan;
    private final List<RegionData> data;
    private final SampleStream stream;
    private final StepLock lock;
    private TrainingSession session;

    private SiteModel(Plan plan, List<RegionData> data, StepLock lock, TrainingSession session) {
        this.plan = plan;
        this.data = data;
        this.lock = lock;
        this.session = session;
        this.stream = new SampleStream(
                plan.seed(),
                data.stream().map(region -> region.training().size()).toList(),
                plan.training().flip());
    }

    /**
     * @param unit where to go on; without one the seed gives all
     * @throws io.lorkd.model.InvalidInputException if a region's data or the plan's network cannot be used
     */
    static SiteModel open(Plan plan, List<SiteRegion> regions, StepLock lock, Optional<Path> unit) {
        Preprocessing preprocessing = new Preprocessing(plan.network().imageSize());
        List<RegionData> data = regions.stream()
                .map(region -> region.source().open(preprocessing, plan.data(), plan.seed()))
                .toList();
        return new SiteModel(plan, data, lock, session(plan, data, lock, unit));
    }

    private static TrainingSession session(Plan plan, List<RegionData> data, StepLock lock, Optional<Path> unit) {
        List<RegionHead> heads = data.stream()
                .map(region -> new RegionHead(region.region(), region.classes()))
                .toList();
        TrainingSession session = TrainingSession.open(PlannedModel.settings(plan), heads, lock);
        try {
            unit.ifPresent(session::loadUnit);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Trained train(TrainingOrder order, Trainer.StepListener listener, BooleanSupplier cancelled) {
        demand(cancelled);
        session.ranks(order.ranks());
        session.backbone(order.backbone());
        Tally tally = new Tally(data.stream().map(RegionData::region).toList());
        long position = order.position();
        List<Integer> sizes = batchSizes(order.work());
        listener.onStep(0, sizes.size(), Double.NaN);
        for (int step = 0; step < sizes.size(); step++) {
            demand(cancelled);
            Batch batch = Batches.read(data, stream.take(position, sizes.get(step)), imageSize());
            StepResult result = step(order, batch);
            position += batch.size();
            tally.add(batch, result.lossPerRegion());
            listener.onStep(step + 1, sizes.size(), result.loss());
        }
        demand(cancelled);
        if (order.work() instanceof Work.Gradient) {
            session.writeGradient(order.update());
        } else {
            session.writeDelta(order.update());
        }
        session.saveUnit(order.unit());
        return new Trained(tally.samples(), position, tally.losses(), Map.of());
    }

    private static void demand(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new WorkCancelledException();
        }
    }

    private StepResult step(TrainingOrder order, Batch batch) {
        boolean warmup = order.phase() == Phase.WARMUP;
        if (order.work() instanceof Work.Gradient gradient) {
            double share = (double) gradient.batchSize() / gradient.unionBatch();
            return session.gradient(batch, share, order.learningRate(), warmup);
        }
        return session.step(batch, order.learningRate(), warmup);
    }

    private List<Integer> batchSizes(Work work) {
        if (work instanceof Work.Passes passes) {
            long samples = Math.max(1, Math.round(passes.passes() * stream.samplesPerPass()));
            return Batches.sizes(samples, passes.batchSize());
        } else if (work instanceof Work.Steps steps) {
            return Batches.sizes((long) steps.steps() * steps.batchSize(), steps.batchSize());
        } else {
            return List.of(((Work.Gradient) work).batchSize());
        }
    }

    /** To the unit, or to what the seed gives. */
    void restore(Optional<Path> unit) {
        if (unit.isPresent()) {
            session.loadUnit(unit.get());
            return;
        }
        TrainingSession restored = session(plan, data, lock, Optional.empty());
        session.close();
        session = restored;
    }

    /**
     * The held-out loss of each region, with normalisation by batch: before warm-up the running statistics mean nothing.
     * A region too small to hold anything out uses its training part (Eq. 2 needs a number from each).
     */
    Map<String, RegionLoss> measure(Path backbone) {
        session.backbone(backbone);
        Map<String, RegionLoss> losses = new LinkedHashMap<>();
        for (RegionData region : data) {
            ImageSource part = region.validation().size() > 0 ? region.validation() : region.training();
            Predictions predictions = session.predict(region.region(), part, imageSize(), true);
            losses.put(region.region(), new RegionLoss(predictions.meanLoss(), part.size()));
        }
        return losses;
    }

    List<RegionResult> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts)
            throws IOException {
        session.ranks(ranks);
        session.backbone(backbone);
        ExpertWriter writer = new ExpertWriter(plan, digest, experts);
        for (RegionData region : data) {
            writer.write(session, region, ranks.getOrDefault(region.region(), 0));
        }
        return writer.results();
    }

    private int imageSize() {
        return plan.network().imageSize();
    }

    void close() {
        session.close();
    }
}
