package io.lorkd.site.central;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.StateDict;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.TrainingSession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What training in one place begins from: the weights of a file, whoever wrote it, or those that the seed gives. */
final class StartingWeights {

    private StartingWeights() {}

    /**
     * @param from a PyTorch state dict of the network, or a run's backbone; one whose normalisation stayed at the sites gets
     *     first values for it
     * @throws io.lorkd.model.InvalidInputException if the file lacks anything else, or does not fit
     */
    static void load(TrainingSession session, ModelSettings model, Optional<Path> from) {
        try {
            Path folder = Files.createTempDirectory("lorkd-first-weights");
            Path first = folder.resolve("first.safetensors");
            try {
                BackboneManifest manifest = BackboneManifest.of(model.network(), true, model.dtype());
                if (from.isPresent()) {
                    copy(from.get(), model, manifest, first);
                } else {
                    Initialiser.backbone(manifest, model.network(), model.seed(), first);
                }
                session.backbone(first);
            } finally {
                Files.deleteIfExists(first);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The first weights could not be written to the folder for temporary files", e);
        }
    }

    /** A state dict's names may have a prefix, and its values another type. */
    private static void copy(Path from, ModelSettings model, BackboneManifest manifest, Path to) {
        Map<String, double[]> values;
        try (TensorFile file = TensorFile.open(from)) {
            values = StateDict.ofBackbone(file, model.network()).read();
        }
        try (TensorFileWriter writer = TensorFileWriter.create(to, manifest.tensors(), Map.of())) {
            for (ParameterSpec parameter : Parameters.of(model.network())) {
                double[] read = values.computeIfAbsent(parameter.name(), name -> Initialiser.normalisation(parameter));
                writer.write(read, 0, read.length);
            }
            writer.finish();
        }
    }
}
