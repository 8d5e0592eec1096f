package io.lorkd.site.central;

import io.lorkd.model.data.RegionData;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.SiteData;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A foundation model: the network that a plan's teacher is, trained on the data of all regions in one place, with one unified
 * head over the classes of all of them (paper, 4.1). Confined to one thread; holds native memory until it is closed.
 */
public final class Foundation implements AutoCloseable {
    private final Plan plan;
    private final ModelSettings model;
    private final UnifiedData unified;
    private final TrainingSession session;

    private Foundation(Plan plan, ModelSettings model, UnifiedData unified, TrainingSession session) {
        this.plan = plan;
        this.model = model;
        this.unified = unified;
        this.session = session;
    }

    /**
     * How well a region's test part is done.
     *
     * @param values by what is measured
     */
    public record Score(String region, int tested, Map<String, Double> values) {}

    /**
     * Of images. Weights as the plan's seed has them.
     *
     * @param from a PyTorch state dict of the network, in safetensors, to begin from instead
     * @throws io.lorkd.model.InvalidInputException if the plan has no teacher that can be trained, or {@code from} cannot be
     *     used
     */
    public static Foundation ofImages(Plan plan, List<RegionData> regions, Optional<Path> from) {
        return open(plan, UnifiedImages.of(plan, regions), from);
    }

    /** As {@link #ofImages}, of volumes. */
    public static Foundation ofVolumes(Plan plan, List<SiteRegion> regions, Optional<Path> from) {
        return open(plan, new UnifiedVolumes(SiteData.open(plan, regions)), from);
    }

    private static Foundation open(Plan plan, UnifiedData unified, Optional<Path> from) {
        ModelSettings model = PlannedModel.foundation(plan);
        TrainingSession session = TrainingSession.open(model, unified.data().heads(), new StepLock());
        try {
            StartingWeights.load(session, model, from);
            return new Foundation(plan, model, unified, session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Samples of one pass over all that is trained on. */
    public long samplesPerPass() {
        return unified.data().stream().samplesPerPass();
    }

    /** Trains; may be called once. */
    public void train(CentralTraining.Budget budget, CentralTraining.Listener listener) {
        new CentralTraining(session, unified.data(), budget).run(listener);
    }

    /** Tests each region. */
    public List<Score> test() {
        return unified.test(session);
    }

    /**
     * Writes the network under torchvision's names, the unified head behind it ({@code fc.weight}, {@code fc.bias}; of a U-Net
     * {@code head.weight}, {@code head.bias}), and the {@link TeacherCard} as metadata. The file appears whole or not at all.
     */
    public void write(Path to) {
        TeacherCard card = new TeacherCard(
                model.network().name(), PlannedModel.stem(plan, plan.teacher().orElseThrow()), unified.classes());
        session.writeFoundation(to, card.metadata());
    }

    @Override
    public void close() {
        session.close();
    }
}
