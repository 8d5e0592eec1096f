package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.TeacherSettings;
import io.lorkd.protocol.plan.Plan;

import java.nio.file.Path;
import java.util.Locale;

/** The model that a plan speaks of, in the model's own words. */
public final class PlannedModel {
    /** Grey images come as three equal channels. */
    private static final int CHANNELS = 3;

    private PlannedModel() {}

    /**
     * What is shared, and so what an update is made of.
     *
     * @throws InvalidInputException if there is no such network
     */
    public static BackboneManifest manifest(Plan plan) {
        boolean shared = plan.normalisation().scope() == Plan.Normalisation.Scope.SHARED;
        return BackboneManifest.of(network(plan), shared, dtype(plan));
    }

    /**
     * @throws InvalidInputException if there is no such network
     */
    static ModelSettings settings(Plan plan) {
        Plan.Training training = plan.training();
        return new ModelSettings(
                network(plan),
                plan.normalisation().scope() == Plan.Normalisation.Scope.LOCAL,
                plan.normalisation().statistics() == Plan.Normalisation.Statistics.FROZEN,
                dtype(plan),
                plan.experts().alpha(),
                new OptimiserSettings(optimiser(training), training.momentum(), training.weightDecay()),
                training.temperature(),
                training.proximal(),
                plan.teacher().map(teacher -> teacher(plan, teacher)),
                plan.seed());
    }

    static Network network(Plan plan) {
        return Networks.byName(plan.network().architecture(), stem(plan), CHANNELS);
    }

    static Stem stem(Plan plan) {
        try {
            return Stem.valueOf(plan.network().stem().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "network.stem: found '" + plan.network().stem() + "'; allowed are standard and small", e);
        }
    }

    private static Dtype dtype(Plan plan) {
        return switch (plan.precision()) {
            case FLOAT32 -> Dtype.F32;
            case FLOAT64 -> Dtype.F64;
        };
    }

    private static OptimiserSettings.Kind optimiser(Plan.Training training) {
        return switch (training.optimiser()) {
            case SGD -> OptimiserSettings.Kind.SGD;
            case ADAMW -> OptimiserSettings.Kind.ADAMW;
        };
    }

    private static TeacherSettings teacher(Plan plan, Plan.Teacher teacher) {
        TeacherSettings.Projection projection =
                switch (teacher.projection()) {
                    case RANDOM -> TeacherSettings.Projection.FIXED;
                    case LEARNED -> TeacherSettings.Projection.LEARNED;
                };
        return new TeacherSettings(
                Networks.byName(teacher.architecture(), stem(plan), CHANNELS),
                Path.of(teacher.file()),
                projection,
                teacher.temperature(),
                teacher.beta(),
                plan.seed());
    }
}
