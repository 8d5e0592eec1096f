package io.lorkd.site.central;

import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.tensor.Digests;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.PlannedModel;
import io.lorkd.site.train.SiteData;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fits an expert to a data set of its own (paper, 4.2, transfer): from the matching region's expert, from the shared
 * backbone or a teacher where no region matches, or from nothing. The whole network is trained. Confined to one thread; holds
 * native memory until it is closed.
 */
public final class FineTuning implements AutoCloseable {

    private final SiteData data;
    private final TrainingSession session;
    private final String from;
    private final boolean headKept;

    private FineTuning(SiteData data, TrainingSession session, String from, boolean headKept) {
        this.data = data;
        this.session = session;
        this.from = from;
        this.headKept = headKept;
    }

    /**
     * The plan that an expert's card is of: its network and how data come to it.
     *
     * @param seed of a new head and of the order of the data
     */
    public static Plan plan(ExpertCard card, long seed) {
        StringBuilder yaml = new StringBuilder("name: fine-tuning\nseed: " + seed + "\n");
        if (card instanceof ClassificationCard images) {
            yaml.append("network: {architecture: %s, stem: %s, imageSize: %d}%n"
                    .formatted(images.network(), lower(images.stem()), images.imageSize()));
            yaml.append("training: {batchSize: 32}\n");
        } else {
            SegmentationCard volumes = (SegmentationCard) card;
            yaml.append("network: {architecture: %s}%n".formatted(volumes.network()));
            yaml.append("segmentation: {head: %s, patch: %s, smaller: %s, overlap: %s%s}%n"
                    .formatted(
                            lower(volumes.head()),
                            volumes.patch(),
                            lower(volumes.smaller()),
                            volumes.overlap(),
                            volumes.spacing().isEmpty() ? "" : ", spacing: " + volumes.spacing()));
            yaml.append("training: {batchSize: 2, flip: false}\n");
        }
        return PlanReader.parse(yaml.toString(), "the expert's card");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param plan of the network and the data; how training goes is not its business
     * @param from an expert, a backbone or a teacher, in safetensors; empty for the weights that the plan's seed gives
     * @throws io.lorkd.model.InvalidInputException if the data or the weights cannot be used
     */
    public static FineTuning open(Plan plan, SiteRegion region, Optional<Path> from) {
        ModelSettings model = PlannedModel.fineTuning(plan);
        SiteData data = SiteData.open(plan, List.of(region));
        TrainingSession session = TrainingSession.open(model, data.heads(), new StepLock());
        try {
            StartingWeights.load(session, model, from);
            boolean headKept = from.isPresent() && takeHead(session, data, from.get());
            return new FineTuning(data, session, from.map(Digests::sha256).orElse(""), headKept);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** An expert for the very classes of the data keeps its head; any other begins with a new one. */
    private static boolean takeHead(TrainingSession session, SiteData data, Path from) {
        Path card = from.resolveSibling(from.getFileName().toString().replaceFirst("\\.safetensors$", "") + ".json");
        if (!Files.exists(card)) {
            return false;
        }
        boolean same = ExpertCard.read(FusedExpert.cardOf(from))
                .classNames()
                .equals(data.heads().get(0).classes());
        if (same) {
            session.head(data.heads().get(0).region(), from);
        }
        return same;
    }

    /** Whether the head that training begins from is the expert's own. */
    public boolean headKept() {
        return headKept;
    }

    /** Samples of one pass over the training part. */
    public long samplesPerPass() {
        return data.stream().samplesPerPass();
    }

    /** As it stands, on the test part. */
    public Scores test() {
        return data.test(session, 0, 0).scores();
    }

    /** Trains; may be called once. */
    public void train(CentralTraining.Budget budget, CentralTraining.Listener listener) {
        new CentralTraining(session, data, budget).run(listener);
    }

    /** Writes the expert, and its card beside it. An expert with a card is whole, and the card is its own. */
    public void write(Path to) throws IOException {
        Path card = FusedExpert.cardOf(to);
        Files.deleteIfExists(card);
        session.writeExpert(data.heads().get(0).region(), to);
        DurableFiles.write(card, data.card(0, 0, from).toJson() + "\n");
    }

    @Override
    public void close() {
        session.close();
    }
}
