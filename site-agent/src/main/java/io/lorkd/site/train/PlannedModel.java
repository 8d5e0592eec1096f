package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.SegmentationSettings;
import io.lorkd.model.train.TeacherSettings;
import io.lorkd.protocol.plan.Normalisation;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.protocol.plan.Teacher;
import io.lorkd.protocol.plan.Training;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The model that a plan speaks of, in the model's own words. */
public final class PlannedModel {
    /** Grey images and volumes come as three equal channels. */
    private static final int CHANNELS = 3;

    /** AdamW's own default, and the paper's for segmentation. */
    private static final double FINE_TUNING_DECAY = 0.01;

    private PlannedModel() {}

    /**
     * What is shared, and so what an update is made of.
     *
     * @throws InvalidInputException if there is no such network
     */
    public static BackboneManifest manifest(Plan plan) {
        boolean shared = plan.normalisation().scope() == Normalisation.Scope.SHARED;
        return BackboneManifest.of(network(plan), shared, dtype(plan));
    }

    /**
     * @throws InvalidInputException if there is no such network
     */
    static ModelSettings settings(Plan plan) {
        Training training = plan.training();
        return new ModelSettings(
                network(plan),
                plan.normalisation().scope() == Normalisation.Scope.LOCAL,
                plan.normalisation().statistics() == Normalisation.Statistics.FROZEN,
                dtype(plan),
                plan.experts().alpha(),
                new OptimiserSettings(optimiser(training), training.momentum(), training.weightDecay()),
                training.temperature(),
                training.proximal(),
                plan.teacher().map(teacher -> teacher(plan, teacher)),
                plan.segmentation().map(PlannedModel::segmentation).orElse(SegmentationSettings.USUAL),
                plan.seed());
    }

    /**
     * @throws InvalidInputException if there is no such network, or it is for another task than the plan's
     */
    static Network network(Plan plan) {
        String architecture = plan.network().architecture();
        return plan.segmentation()
                .map(segmentation -> Networks.forVolumes(
                        architecture, CHANNELS, segmentation.head() == Segmentation.Head.QUERY, segmentation.patch()))
                .orElseGet(() -> Networks.forImages(architecture, stem(plan), CHANNELS));
    }

    static Stem stem(Plan plan) {
        return stem(plan.network().stem());
    }

    private static Stem stem(String name) {
        try {
            return Stem.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("network.stem: found '" + name + "'; allowed are standard and small", e);
        }
    }

    /** The stem of the plan's teacher: the network's, where the plan names none. */
    public static Stem stem(Plan plan, Teacher teacher) {
        return teacher.stem().map(PlannedModel::stem).orElseGet(() -> stem(plan));
    }

    /**
     * The foundation model that trains in one place what the plan's teacher is to be: its network, by the plan's optimiser,
     * without experts and without a teacher.
     *
     * @throws InvalidInputException if the plan has no teacher, or describes one that is no network of the catalogue
     */
    public static ModelSettings foundation(Plan plan) {
        Teacher teacher = plan.teacher()
                .orElseThrow(() -> new InvalidInputException("the plan has no teacher section; its teacher.architecture"
                        + " says which network a foundation model is, and teacher.file what it is called later"));
        if (teacher.script().isPresent()) {
            throw new InvalidInputException("the plan's teacher is a TorchScript file, which is trained elsewhere; a"
                    + " foundation model is a network of the catalogue: name it by teacher.architecture");
        }
        Training training = plan.training();
        return new ModelSettings(
                network(plan, teacher),
                false,
                false,
                dtype(plan),
                OptionalDouble.empty(),
                new OptimiserSettings(optimiser(training), training.momentum(), training.weightDecay()),
                training.temperature(),
                0,
                Optional.empty(),
                plan.segmentation().map(PlannedModel::segmentation).orElse(SegmentationSettings.USUAL),
                plan.seed());
    }

    private static SegmentationSettings segmentation(Segmentation segmentation) {
        SegmentationSettings.Dice dice =
                switch (segmentation.dice()) {
                    case PER_CLASS -> SegmentationSettings.Dice.PER_CLASS;
                    case GLOBAL -> SegmentationSettings.Dice.GLOBAL;
                };
        return new SegmentationSettings(dice, segmentation.prompts().map(Path::of));
    }

    /**
     * What an expert becomes on other data, in one place (paper, 4.2): the plan's network, all of it trained, by AdamW.
     *
     * @throws InvalidInputException if there is no such network
     */
    public static ModelSettings fineTuning(Plan plan) {
        ModelSettings planned = settings(plan);
        return new ModelSettings(
                planned.network(),
                false,
                false,
                planned.dtype(),
                OptionalDouble.empty(),
                new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0, FINE_TUNING_DECAY),
                planned.temperature(),
                0,
                Optional.empty(),
                planned.segmentation(),
                planned.seed());
    }

    private static Dtype dtype(Plan plan) {
        return switch (plan.precision()) {
            case FLOAT32 -> Dtype.F32;
            case FLOAT64 -> Dtype.F64;
        };
    }

    private static OptimiserSettings.Kind optimiser(Training training) {
        return switch (training.optimiser()) {
            case SGD -> OptimiserSettings.Kind.SGD;
            case ADAMW -> OptimiserSettings.Kind.ADAMW;
        };
    }

    private static TeacherSettings teacher(Plan plan, Teacher teacher) {
        TeacherSettings.Projection projection =
                switch (teacher.projection()) {
                    case RANDOM -> TeacherSettings.Projection.FIXED;
                    case LEARNED -> TeacherSettings.Projection.LEARNED;
                };
        return new TeacherSettings(
                source(plan, teacher),
                new TeacherSettings.Input(teacher.mean(), teacher.deviation()),
                projection,
                teacher.temperature(),
                teacher.beta(),
                plan.seed(),
                cache(plan, teacher));
    }

    private static TeacherSettings.Source source(Plan plan, Teacher teacher) {
        Path file = Path.of(teacher.file().orElseThrow());
        return teacher.script()
                .<TeacherSettings.Source>map(script -> new TeacherSettings.Source.Script(
                        file, script.channels(), plan.network().imageSize(), script.width()))
                .orElseGet(() -> new TeacherSettings.Source.Weights(network(plan, teacher), file));
    }

    private static Network network(Plan plan, Teacher teacher) {
        String architecture = teacher.architecture().orElseThrow();
        return plan.segmentation()
                .map(segmentation -> Networks.forVolumes(architecture, CHANNELS, false, segmentation.patch()))
                .orElseGet(() -> Networks.forImages(architecture, stem(plan, teacher), CHANNELS));
    }

    /** Beside the teacher's file. Patches of volumes never come twice. */
    private static Optional<Path> cache(Plan plan, Teacher teacher) {
        return teacher.file()
                .filter(file -> teacher.cache() && plan.segmentation().isEmpty())
                .map(file -> Path.of(file + ".outputs"));
    }
}
