package io.lorkd.model.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Network;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a region adds to the backbone, as a file: {@code <convolution>.A} and {@code .B} (Eq. 1), and those tensors of the
 * fused expert that are not the backbone's, that is the head and local normalisation. Its metadata names the {@code scale} s.
 *
 * @param scale s of {@code W0 + s B A}
 * @param tensors by name
 * @param shapes of each, by name
 */
record LowRankFile(double scale, Map<String, double[]> tensors, Map<String, List<Long>> shapes) {

    private static final String SCALE = "scale";

    /**
     * @param region of the session's
     * @param fused the region's expert as it was written
     */
    static void write(ModelState state, BackboneManifest manifest, String region, double scale, Path fused, Path to) {
        Set<String> shared = manifest.tensors().stream().map(TensorInfo::name).collect(Collectors.toSet());
        String prefix = region + "/";
        List<TensorInfo> infos = new ArrayList<>();
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, double[]> experts = state.expertValues();
        for (TensorInfo info : state.expertInfos(state.ranks())) {
            if (info.name().startsWith(prefix)) {
                String name = info.name().substring(prefix.length());
                infos.add(new TensorInfo(name, info.dtype(), info.shape()));
                values.put(name, experts.get(info.name()));
            }
        }
        try (TensorFile file = TensorFile.open(fused)) {
            for (TensorInfo info : file.tensors()) {
                if (!shared.contains(info.name())) {
                    infos.add(info);
                    values.put(info.name(), file.doubles(info.name()));
                }
            }
        }
        NamedTensors.write(to, infos, values, Map.of(SCALE, Double.toString(scale)));
    }

    /** @throws InvalidInputException when the file is not the low-rank part of the expert that the card describes */
    static LowRankFile read(Path file, ExpertCard card, Network network) {
        try (TensorFile open = TensorFile.open(file)) {
            Map<String, double[]> tensors = new LinkedHashMap<>();
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            for (TensorInfo info : open.tensors()) {
                tensors.put(info.name(), open.doubles(info.name()));
                shapes.put(info.name(), info.shape());
            }
            if (card.rank() > 0) {
                for (ExpertShapes wanted : ExpertShapes.of(network, card.rank())) {
                    check(open, wanted.nameOfA(), wanted.a());
                    check(open, wanted.nameOfB(), wanted.b());
                }
            }
            return new LowRankFile(scale(open), tensors, shapes);
        }
    }

    private static void check(TensorFile file, String name, List<Long> shape) {
        List<Long> found = file.tensor(name).shape();
        if (!found.equals(shape)) {
            throw new InvalidInputException(file.file() + ": " + name + " has shape " + found + ", expected " + shape
                    + "; the card is of an expert of another rank or network");
        }
    }

    private static double scale(TensorFile file) {
        String scale = file.metadata().getOrDefault(SCALE, "");
        try {
            return Double.parseDouble(scale);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    file.file() + ": found the " + SCALE + " '" + scale + "' in its metadata; expected a number", e);
        }
    }
}
