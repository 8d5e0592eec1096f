package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Batch;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.window.Segmenter;
import io.lorkd.model.window.SlidingWindow;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a site trains: the backbone that came with the round, and the experts, heads and local normalisation of the site's
 * regions, on the device that the engine reports (the first GPU where there is one).
 *
 * <p>All calls come from one thread. A session holds native memory until it is closed.
 */
public final class TrainingSession implements AutoCloseable {

    private final ModelSettings settings;
    private final StepLock lock;
    private final NDManager manager;
    private final Precision precision;
    private final BackboneManifest manifest;
    private final ModelState state;
    private final Student student;
    private final Intake intake;
    private final Optional<Transfer> transfer;
    private final Optional<MaskTeacher> maskTeacher;
    private Optional<NDArray> base = Optional.empty();
    private Optional<NDArray> gradient = Optional.empty();

    private TrainingSession(ModelSettings settings, List<RegionHead> regions, StepLock lock, NDManager manager) {
        this.settings = settings;
        this.lock = lock;
        this.manager = manager;
        this.precision = new Precision(settings.dtype());
        Network network = settings.network();
        this.manifest = BackboneManifest.of(network, !settings.localNormalisation(), settings.dtype());
        this.transfer = settings.teacher()
                .filter(teacher -> !network.isSegmenting())
                .map(teacher -> Transfer.open(manager, precision, teacher, network));
        this.maskTeacher = settings.teacher()
                .filter(teacher -> network.isSegmenting())
                .map(teacher -> MaskTeacher.load(manager, precision, teacher.source(), regions));
        this.state = new ModelState(
                manager,
                precision,
                new ModelState.Blueprint(
                        network,
                        Heads.of(manager, precision, settings, regions),
                        Optimiser.of(settings.optimiser()),
                        settings.localNormalisation(),
                        settings::scale,
                        settings.seed(),
                        transfer.map(Transfer::learned).orElseGet(Layout.Values::none)));
        this.student = new Student(state, settings.frozenStatistics());
        this.intake = Intake.of(settings, state.heads(), precision, transfer, maskTeacher);
    }

    /**
     * Heads and local normalisation as the seed and the regions' names have them; no experts and no backbone yet.
     *
     * @param regions in the order in which batches count them
     * @param lock shared by all sessions of this JVM
     * @throws InvalidInputException when the teacher's file cannot be used
     */
    public static TrainingSession open(ModelSettings settings, List<RegionHead> regions, StepLock lock) {
        long names = regions.stream().map(RegionHead::region).distinct().count();
        if (regions.isEmpty() || names != regions.size()) {
            throw new IllegalArgumentException("a session has one or more regions of different names, not " + regions);
        }
        NDManager manager = NDManager.newBaseManager();
        try {
            return new TrainingSession(settings, regions, lock, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Gives regions experts. One that has the rank named stays as it is; any other begins anew, as the seed has it.
     *
     * @param ranks by region; 0 for none; regions that are not named keep what they have
     */
    public void ranks(Map<String, Integer> ranks) {
        ranks.forEach((region, rank) -> {
            index(region);
            if (rank < 0) {
                throw new IllegalArgumentException("the rank of " + region + " is 0 or more, not " + rank);
            }
        });
        state.ranks(ranks);
    }

    /**
     * Takes over a backbone: the base of the next delta. Its velocity starts at zero, as in every round.
     *
     * @throws InvalidInputException when the file is not a backbone of this network
     */
    public void backbone(Path file) {
        Map<String, double[]> tensors = NamedTensors.read(file, manifest.tensors());
        state.shared().set(state.sharedLayout().pack(tensors));
        state.shared().resetState();
        if (!settings.localNormalisation()) {
            state.statistics().set(state.statistics().layout().pack(tensors));
        }
        begin(state.shared().values().duplicate(), Optional.empty());
    }

    private void begin(NDArray newBase, Optional<NDArray> newGradient) {
        base.ifPresent(NDArray::close);
        base = Optional.of(newBase);
        gradient.ifPresent(NDArray::close);
        gradient = newGradient;
    }

    /**
     * One local step of everything (exchange mode {@code deltas}).
     *
     * @param warmup whether experts are unused and frozen (paper, 3.3.1)
     */
    public StepResult step(Batch batch, double learningRate, boolean warmup) {
        return train(batch, 1, learningRate, warmup, each -> {
            pullToBase(each);
            state.shared().step(each, learningRate);
        });
    }

    /**
     * This site's part of one step on the union of all sites' batches (exchange mode {@code gradients}): the local
     * parameters take theirs, the backbone's gradient is kept to be written.
     *
     * @param share this batch's part of the union batch, b_s / B: what the mean loss is multiplied by
     */
    public StepResult gradient(Batch batch, double share, double learningRate, boolean warmup) {
        return train(batch, share, learningRate, warmup, each -> {
            gradient.ifPresent(NDArray::close);
            each.attach(manager);
            gradient = Optional.of(each);
        });
    }

    /** FedProx (Li et al., 2020): mu (w - base) on top of the gradient. */
    private void pullToBase(NDArray backboneGradient) {
        if (settings.proximal() > 0) {
            try (NDArray away = state.shared().values().sub(loadedBase())) {
                backboneGradient.addi(away.muli(settings.proximal()));
            }
        }
    }

    private StepResult train(
            Batch batch, double share, double learningRate, boolean warmup, Consumer<NDArray> backbone) {
        loadedBase();
        return lock.inTurn(() -> {
            try (NDManager ofBatch = manager.newSubManager()) {
                Student.Inputs inputs = intake.inputs(ofBatch, batch);
                Student.Losses losses = student.step(inputs, share, learningRate, warmup, backbone);
                List<TaskSegments.Segment> segments = inputs.segments().segments();
                Map<String, Double> lossPerRegion = new HashMap<>();
                Map<String, Double> scorePerRegion = new HashMap<>();
                for (int i = 0; i < segments.size(); i++) {
                    String region = region(segments.get(i).task()).region();
                    lossPerRegion.put(region, losses.perSegment()[i]);
                    scorePerRegion.put(region, losses.scores()[i]);
                }
                return new StepResult(losses.total(), lossPerRegion, scorePerRegion);
            }
        });
    }

    /**
     * Writes the backbone minus its base, and running statistics as they are now; canonical, in the manifest's order.
     */
    public void writeDelta(Path to) {
        try (NDArray delta = state.shared().values().sub(loadedBase())) {
            writeShared(to, delta);
        }
    }

    /** Writes the last kept gradient of the backbone, and running statistics as they are now. */
    public void writeGradient(Path to) {
        writeShared(to, gradient.orElseThrow(() -> new IllegalStateException("no gradient has been computed")));
    }

    private void writeShared(Path to, NDArray vector) {
        Map<String, double[]> tensors = new HashMap<>(state.sharedLayout().unpack(precision.values(vector)));
        tensors.putAll(state.statistics().layout().unpack(state.statistics().get()));
        NamedTensors.write(to, manifest.tensors(), tensors, Map.of());
    }

    /**
     * Writes everything local: experts, heads, local normalisation, and their optimiser's state. Each file is on the disk
     * when this returns; the folder is to be renamed to where it counts.
     */
    public void saveUnit(Path folder) {
        new UnitFolder(state, settings.localNormalisation()).save(folder);
    }

    /**
     * Goes back to a saved unit, ranks included. The backbone stays as it is.
     *
     * @throws InvalidInputException when the unit is damaged or of another model; then nothing has changed
     */
    public void loadUnit(Path folder) {
        new UnitFolder(state, settings.localNormalisation()).load(folder);
    }

    /**
     * Writes all that a session needs to go on in the middle of a round with the bits it would have had: what {@link
     * #saveUnit} writes, the backbone as it is by now with its optimiser's state, running statistics, and a gradient that
     * is kept. Each file is on the disk when this returns; the folder is to be renamed to where it counts.
     */
    public void saveCheckpoint(Path folder) {
        loadedBase();
        checkpoint().save(folder, gradient);
    }

    /**
     * Goes on from a checkpoint, ranks included.
     *
     * @param backbone the file that the round began from, which stays the base of the delta
     * @throws InvalidInputException when the checkpoint is damaged or of another model, or the file is not a backbone of
     *     this network; then nothing has changed
     */
    public void loadCheckpoint(Path folder, Path backbone) {
        Map<String, double[]> tensors = NamedTensors.read(backbone, manifest.tensors());
        Optional<double[]> kept = checkpoint().load(folder);
        begin(
                precision.vector(manager, state.sharedLayout().pack(tensors)),
                kept.map(values -> precision.vector(manager, values)));
    }

    private CheckpointFolder checkpoint() {
        return new CheckpointFolder(state, settings.localNormalisation());
    }

    /**
     * Classifies images with the region's fused expert, or with the backbone where it has none.
     *
     * @param imageSize pixels on a side of what {@code images} reads
     * @param batchStatistics whether to normalise by each chunk's own statistics, for when running ones mean nothing yet
     */
    public Predictions predict(String region, ImageSource images, int imageSize, boolean batchStatistics) {
        loadedBase();
        int task = index(region);
        return new Prediction(state.heads().regions().get(task).classes().size(), settings.temperature())
                .over(images, imageSize, manager, pixels -> {
                    NDManager chunk = pixels.getManager();
                    NDArray batch = pixels.toType(precision.type(), false);
                    TaskSegments segments = TaskSegments.single(
                            task, Math.toIntExact(batch.getShape().get(0)));
                    Features features = student.features(batch, segments, batchStatistics);
                    return state.heads().logits(task, features, student.constants(chunk));
                });
    }

    /**
     * Classifies a few images as {@link #predict} does by the running statistics, and says what each prediction rests on. In
     * its turn among the steps of the JVM, and without changing anything: what is trained next has the bits that it would
     * have had.
     *
     * @param images at least one, each 3 * imageSize * imageSize values, channel first, in -1...1; all are computed at once
     */
    public List<ExplainedPrediction> explain(String region, List<float[]> images, int imageSize) {
        loadedBase();
        int task = index(region);
        return lock.inTurn(() -> new Explanation(state, student, settings.temperature()).of(task, images, imageSize));
    }

    /** The region's, as it is trained by now, with its expert or with the backbone alone where it has none. */
    public Segmenter segmenter(String region) {
        loadedBase();
        return new SlidingWindow(new TrainedPatches(state, student, index(region)));
    }

    /**
     * The mean task loss of samples of one region, without training on them.
     *
     * @param batches at least one, of that region alone
     */
    public double heldOutLoss(String region, List<? extends Batch> batches) {
        loadedBase();
        int task = index(region);
        double sum = 0;
        long samples = 0;
        for (Batch batch : batches) {
            if (Arrays.stream(batch.regions()).anyMatch(each -> each != task)) {
                throw new IllegalArgumentException("a batch held out of " + region + " has samples of other regions");
            }
            try (NDManager ofBatch = manager.newSubManager()) {
                sum += student.taskLosses(intake.inputs(ofBatch, batch))[0];
            }
            samples += batch.size();
        }
        return sum / samples;
    }

    /**
     * Writes the region's light model (paper, 4.3): the network with the expert fused in, under torchvision's names, and
     * the head as {@code fc.weight} and {@code fc.bias}, already divided by the training temperature.
     */
    public void writeExpert(String region, Path to) {
        loadedBase();
        new Fusion(state, student, settings.temperature()).write(index(region), to);
    }

    /**
     * Writes the network as it is without experts, under torchvision's names, and all regions' heads as one, their classes side
     * by side: a foundation model.
     *
     * @param metadata what the file is to say of itself
     */
    public void writeFoundation(Path to, Map<String, String> metadata) {
        loadedBase();
        new Fusion(state, student, settings.temperature()).writeUnified(to, metadata);
    }

    /**
     * Begins a region's head with that of a fused expert, of as many classes.
     *
     * @param fused as {@link #writeExpert(String, Path)} wrote it
     * @throws InvalidInputException when the file has no such head; then nothing has changed
     */
    public void head(String region, Path fused) {
        index(region);
        FusedHead.take(state, settings, region, fused);
    }

    /**
     * Writes what the region adds to the backbone: its low-rank expert, and what of the fused expert is not the backbone's.
     *
     * @param fused as {@link #writeExpert(String, Path)} wrote it
     */
    public void writeLowRank(String region, Path fused, Path to) {
        loadedBase();
        index(region);
        LowRankFile.write(state, manifest, region, settings.scale(state.ranks().get(region)), fused, to);
    }

    @Override
    public void close() {
        maskTeacher.ifPresent(MaskTeacher::close);
        transfer.ifPresent(Transfer::close);
        state.close();
        manager.close();
    }

    /** Owns every array of this session. */
    NDManager manager() {
        return manager;
    }

    private NDArray loadedBase() {
        return base.orElseThrow(() -> new IllegalStateException("no backbone has been loaded"));
    }

    private RegionHead region(int index) {
        return state.heads().regions().get(index);
    }

    private int index(String region) {
        List<RegionHead> regions = state.heads().regions();
        for (int i = 0; i < regions.size(); i++) {
            if (regions.get(i).region().equals(region)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no region " + region + " is trained here");
    }
}
