package io.lorkd.site.train;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.region.SiteRegion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Trains in this process, on one thread of its own: the engine's arrays are made, used and given back there and nowhere
 * else, and the event loop never waits for a step.
 */
public final class LocalTrainer implements Trainer {
    private final List<SiteRegion> regions;
    private final StepLock lock;
    private final Context context;
    private final ExecutorService thread;

    private final Checkpointing checkpoints;
    private final PictureDesk pictures;

    /** Counts cancellations: work that was ordered before the last one ends. */
    private final AtomicLong cancellations = new AtomicLong();

    private final AtomicLong suspensions = new AtomicLong();

    /** Touched on the trainer's thread only. */
    private Optional<SiteModel> model = Optional.empty();

    /**
     * @param lock shared by all trainers of this JVM
     * @param checkpointEvery how often work under way is written down; zero for never
     * @param pictures where pictures of the model are asked for
     * @param context where futures complete and listeners hear
     */
    public LocalTrainer(
            String site,
            List<SiteRegion> regions,
            StepLock lock,
            Duration checkpointEvery,
            PictureDesk pictures,
            Context context) {
        this.checkpoints = new Checkpointing(checkpointEvery, System::nanoTime);
        this.pictures = pictures;
        this.regions = List.copyOf(regions);
        this.lock = lock;
        this.context = context;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "lorkd-trainer-" + site);
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public Future<Void> open(Plan plan, Optional<Path> unit) {
        return ask(() -> {
            Engine.useThreads(plan.training().threads());
            SiteModel opened = SiteModel.open(plan, regions, lock, checkpoints, pictures, unit);
            model = Optional.of(opened);
            // Between steps it is served anyway; this is for when nothing is trained.
            pictures.open(opened.samples(), () -> thread.execute(() -> model.ifPresent(SiteModel::servePictures)));
            return null;
        });
    }

    @Override
    public Future<Trained> train(TrainingOrder order, StepListener listener) {
        long cancelled = cancellations.get();
        long suspended = suspensions.get();
        Supplier<Interruption> interruption = () -> cancellations.get() != cancelled
                ? Interruption.CANCEL
                : suspensions.get() != suspended ? Interruption.SUSPEND : Interruption.NONE;
        StepListener onContext =
                (step, steps, loss) -> context.runOnContext(heard -> listener.onStep(step, steps, loss));
        return ask(() -> opened().train(order, onContext, interruption));
    }

    @Override
    public void cancel() {
        cancellations.incrementAndGet();
    }

    @Override
    public void suspend() {
        suspensions.incrementAndGet();
    }

    @Override
    public Future<Void> restore(Optional<Path> unit) {
        return ask(() -> {
            opened().restore(unit);
            return null;
        });
    }

    @Override
    public Future<Map<String, RegionLoss>> measure(Path backbone) {
        return ask(() -> opened().measure(backbone));
    }

    @Override
    public Future<List<RegionResult>> finish(Path backbone, String digest, Map<String, Integer> ranks, Path experts) {
        return ask(() -> opened().finish(backbone, digest, ranks, experts));
    }

    @Override
    public Future<Void> close() {
        if (thread.isShutdown()) {
            return Future.succeededFuture();
        }
        suspend();
        pictures.close();
        Future<Void> closed = ask(() -> {
            model.ifPresent(SiteModel::close);
            model = Optional.empty();
            return null;
        });
        thread.shutdown();
        return closed;
    }

    private SiteModel opened() {
        return model.orElseThrow(() -> new IllegalStateException("the trainer is not open"));
    }

    /** Runs on the trainer's thread; whatever comes of it, errors of the native engine too, comes back on the context. */
    private <T> Future<T> ask(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        try {
            thread.execute(() -> {
                Future<T> result = carryOut(work);
                context.runOnContext(done -> result.onComplete(promise));
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new WorkCancelledException()); // the trainer is closed
        }
        return promise.future();
    }

    private static <T> Future<T> carryOut(Callable<T> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Throwable failure) {
            return Future.failedFuture(failure);
        }
    }
}
