package io.lorkd.site;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.Trained;
import io.lorkd.site.train.Trainer;
import io.lorkd.site.train.TrainingOrder;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the trainer: no model, but a text that tells what was done to it, and updates of the right form. */
final class ScriptedTrainer implements Trainer {
    /** What may be done to an update after it is written. */
    interface Tampering {
        void with(Path update) throws IOException;
    }

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile String model = "";
    volatile boolean holdsTraining;
    volatile boolean fails;
    final AtomicInteger failingMeasurements = new AtomicInteger();
    volatile Tampering tampering = update -> {};
    volatile Map<String, Double> losses = Map.of("breast", 0.7);
    private volatile Promise<Void> training = Promise.promise();
    private volatile Promise<Void> opening = Promise.promise();
    private Plan plan;

    ScriptedTrainer() {
        opening.complete();
    }

    @Override
    public Future<Void> open(Plan plan, Optional<Path> unit) {
        this.plan = plan;
        calls.add("open");
        return opening.future().compose(done -> load(unit));
    }

    void holdOpening() {
        opening = Promise.promise();
    }

    void endOpening() {
        opening.complete();
    }

    private Future<Void> load(Optional<Path> unit) {
        try {
            model = unit.isPresent() ? Files.readString(unit.get().resolve("model")) : "seed";
            return Future.succeededFuture();
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public Future<Trained> train(TrainingOrder order, StepListener listener) {
        calls.add("train");
        model += "+" + order.position();
        listener.onStep(1, 2, 0.5);
        training = Promise.promise();
        if (!holdsTraining) {
            training.complete();
        }
        return training.future().compose(done -> write(order));
    }

    private Future<Trained> write(TrainingOrder order) {
        if (fails) {
            return Future.failedFuture(new IllegalStateException("out of memory on the accelerator"));
        }
        try {
            var network = Networks.byName(plan.network().architecture(), Stem.SMALL, 3);
            Initialiser.backbone(PlannedModel.manifest(plan), network, 1000 + order.position(), order.update());
            tampering.with(order.update());
            Files.writeString(order.unit().resolve("model"), model);
            return Future.succeededFuture(new Trained(8, order.position() + 8, losses, Map.of()));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
    }

    /** Lets training that is held end. */
    void endTraining() {
        holdsTraining = false;
        training.tryComplete();
    }

    long trainings() {
        return calls.stream().filter("train"::equals).count();
    }

    @Override
    public void cancel() {
        calls.add("cancel");
        training.tryFail(new WorkCancelledException());
    }

    @Override
    public void suspend() {
        calls.add("suspend");
        training.tryFail(new WorkCancelledException());
    }

    @Override
    public Future<Void> restore(Optional<Path> unit) {
        calls.add("restore");
        return load(unit);
    }

    @Override
    public Future<Map<String, RegionLoss>> measure(Path backbone) {
        calls.add("measure");
        if (failingMeasurements.getAndDecrement() > 0) {
            return Future.failedFuture(new IOException("No space left on device"));
        }
        return Future.succeededFuture(Map.of("breast", new RegionLoss(0.4, 5)));
    }

    @Override
    public Future<List<RegionResult>> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts) {
        calls.add("finish");
        return Future.succeededFuture(List.of(
                new RegionResult("breast", 8, 5, 8, new Scores.Classification(0.75, 0.5, OptionalDouble.of(0.9)))));
    }

    @Override
    public Future<Void> close() {
        calls.add("close");
        suspend();
        return Future.succeededFuture();
    }
}
