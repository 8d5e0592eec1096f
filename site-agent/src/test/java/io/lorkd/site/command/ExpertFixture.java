package io.lorkd.site.command;

import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;
import io.lorkd.model.volume.Modality;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Experts that nobody trained. */
final class ExpertFixture {

    static final ClassificationCard SKIN = new ClassificationCard(
            "skin",
            List.of("ill", "well"),
            "shufflenet-v2-x0.5",
            Stem.SMALL,
            16,
            8,
            "0".repeat(64),
            List.of(0.5, 0.5, 0.5),
            List.of(0.5, 0.5, 0.5));

    static final SegmentationCard BRAIN = new SegmentationCard(
            "brain",
            List.of(new SegmentationCard.MaskClass("anterior", 3), new SegmentationCard.MaskClass("posterior", 7)),
            "unet3d-tiny",
            SegmentationCard.Head.CONVOLUTION,
            List.of(16, 16, 16),
            List.of(),
            Modality.OTHER,
            SegmentationCard.Smaller.REFUSE,
            0.5,
            8,
            "0".repeat(64));

    private ExpertFixture() {}

    /** Writes weights, drawn at random so that logits are of both signs, and the card. */
    static Path write(ExpertCard card, Path folder) throws IOException {
        Path weights = folder.resolve(card.region() + ".safetensors");
        FusedExpert expert = new FusedExpert(weights, card, FusedExpert.networkOf(card));
        Random random = new Random(3);
        List<TensorInfo> tensors = expert.tensors(Dtype.F32);
        try (TensorFileWriter writer = TensorFileWriter.create(weights, tensors, Map.of())) {
            for (TensorInfo tensor : tensors) {
                boolean bias = tensor.name().endsWith("bias");
                boolean scale = tensor.shape().size() == 1 && !bias;
                long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
                double[] values = random.doubles(elements)
                        .map(each -> bias ? 0 : scale ? 1 + each : 0.5 * (each - 0.5))
                        .toArray();
                writer.write(values, 0, values.length);
            }
            writer.finish();
        }
        card.write(FusedExpert.cardOf(weights));
        return weights;
    }
}
