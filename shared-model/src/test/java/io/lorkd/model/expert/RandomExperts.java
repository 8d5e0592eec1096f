package io.lorkd.model.expert;

import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fused experts of random weights, such that values keep their size on the way through the network. */
public final class RandomExperts {

    private RandomExperts() {}

    /** Writes weights and card into the folder. */
    public static FusedExpert write(ExpertCard card, Path folder) {
        Path weights = folder.resolve(card.region() + ".safetensors");
        FusedExpert expert = new FusedExpert(weights, card, FusedExpert.networkOf(card));
        List<TensorInfo> tensors = expert.tensors(Dtype.F32);
        Random random = new Random(5);
        try (TensorFileWriter writer = TensorFileWriter.create(weights, tensors, Map.of())) {
            for (TensorInfo tensor : tensors) {
                double[] values = values(tensor, random);
                writer.write(values, 0, values.length);
            }
            writer.finish();
            card.write(FusedExpert.cardOf(weights));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FusedExpert.open(weights);
    }

    /** Matrices and kernels that keep the variance, scales and variances about 1, all else about 0. */
    private static double[] values(TensorInfo tensor, Random random) {
        long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
        boolean vector = tensor.shape().size() == 1;
        boolean aboutOne =
                vector && (tensor.name().endsWith(".weight") || tensor.name().endsWith("var"));
        double deviation = vector ? 0.1 : Math.sqrt((double) tensor.shape().get(0) / elements);
        return random.doubles(elements)
                .map(uniform -> (aboutOne ? 1 : 0) + deviation * Math.sqrt(12) * (uniform - 0.5))
                .toArray();
    }
}
