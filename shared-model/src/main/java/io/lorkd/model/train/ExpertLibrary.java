package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.ExpertFolder;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.tensor.Digests;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One backbone in memory and the experts of several regions beside it (paper, 3.3: {@code F_t = F_s ∘ E_t}). Changing the
 * expert computes {@code W0 + s B A} anew from the backbone as it is in memory, which takes milliseconds and reads no file;
 * taking the last expert's change away again would be inexact.
 *
 * <p>All calls come from one thread. What {@link #classifier} or {@link #segmenter} gave is of use until the next change.
 */
public final class ExpertLibrary implements AutoCloseable {

    private final NDManager manager;
    private final Map<String, NDArray> backbone;
    private final Map<String, Region> regions;
    private Optional<FusedNetwork> current = Optional.empty();

    /** @param own the region's tensors, by name; each {@code B} is multiplied by s already */
    private record Region(FusedExpert expert, Map<String, NDArray> own) {}

    private ExpertLibrary(NDManager manager, Map<String, NDArray> backbone, Map<String, Region> regions) {
        this.manager = manager;
        this.backbone = backbone;
        this.regions = regions;
    }

    /**
     * Reads everything there is, once: the files are not needed any more afterwards.
     *
     * @throws InvalidInputException when a file is missing, damaged, or an expert belongs to another backbone
     */
    public static ExpertLibrary open(Path folder) {
        ExpertFolder files = new ExpertFolder(folder);
        String digest = Digests.sha256(files.backbone());
        NDManager manager = NDManager.newBaseManager();
        try {
            Map<String, Region> regions = new LinkedHashMap<>();
            for (String region : files.regions()) {
                regions.put(region, region(files, region, digest, manager));
            }
            return new ExpertLibrary(manager, backbone(files.backbone(), manager, regions), regions);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static Region region(ExpertFolder files, String region, String digest, NDManager manager) {
        ExpertCard card = ExpertCard.read(files.card(region));
        if (!card.backboneSha256().equals(digest)) {
            throw new InvalidInputException(files.card(region) + ": the expert belongs to the backbone "
                    + card.backboneSha256() + ", and " + files.backbone() + " is " + digest);
        }
        FusedExpert expert = new FusedExpert(files.fused(region), card, FusedExpert.networkOf(card));
        LowRankFile file = LowRankFile.read(files.lowRank(region), card, expert.network());
        Map<String, NDArray> own = new HashMap<>();
        file.tensors().forEach((name, values) -> {
            boolean b = name.endsWith(ExpertShapes.B);
            NDArray array = array(manager, values, file.shapes().get(name));
            own.put(name, b ? array.muli(file.scale()) : array);
        });
        return new Region(expert, own);
    }

    /** The backbone's tensors, after a look that every region finds in them what it does not bring along. */
    private static Map<String, NDArray> backbone(Path path, NDManager manager, Map<String, Region> regions) {
        Map<String, NDArray> tensors = new HashMap<>();
        try (TensorFile file = TensorFile.open(path)) {
            for (Region region : regions.values()) {
                for (TensorInfo wanted : region.expert().tensors(Dtype.F32)) {
                    if (!region.own().containsKey(wanted.name())) {
                        FusedExpert.check(file, wanted);
                    }
                }
            }
            for (TensorInfo info : file.tensors()) {
                tensors.put(info.name(), array(manager, file.doubles(info.name()), info.shape()));
            }
        }
        return tensors;
    }

    /** The regions that have an expert here. */
    public List<String> regions() {
        return List.copyOf(regions.keySet());
    }

    /** @throws InvalidInputException when the region has no expert here */
    public ExpertCard card(String region) {
        return region(region).expert().card();
    }

    /**
     * Changes to this region's expert.
     *
     * @throws InvalidInputException when the region has no expert here, or one for volumes
     */
    public ExpertClassifier classifier(String region) {
        if (card(region) instanceof ClassificationCard card) {
            return new ExpertClassifier(card, change(region));
        }
        throw new InvalidInputException("the expert of " + region + " is for volumes; expected one for images");
    }

    /**
     * Changes to this region's expert.
     *
     * @throws InvalidInputException when the region has no expert here, or one for images
     */
    public ExpertSegmenter segmenter(String region) {
        if (card(region) instanceof SegmentationCard card) {
            return new ExpertSegmenter(card, change(region));
        }
        throw new InvalidInputException("the expert of " + region + " is for images; expected one for volumes");
    }

    private FusedNetwork change(String name) {
        Region region = region(name);
        NDManager ofExpert = manager.newSubManager();
        Map<String, NDArray> tensors = new HashMap<>(backbone);
        tensors.putAll(region.own());
        ExpertCard card = region.expert().card();
        if (card.rank() > 0) {
            for (ExpertShapes shapes : ExpertShapes.of(region.expert().network(), card.rank())) {
                NDArray a = tensors.remove(shapes.nameOfA());
                NDArray b = tensors.remove(shapes.nameOfB());
                tensors.computeIfPresent(shapes.convolution() + ".weight", (weight, w0) -> fused(ofExpert, w0, b, a));
            }
        }
        current.ifPresent(FusedNetwork::close);
        FusedNetwork network = new FusedNetwork(region.expert().network(), ofExpert, tensors);
        current = Optional.of(network);
        return network;
    }

    /** {@code W0 + s B A} (Eq. 1). */
    private static NDArray fused(NDManager ofExpert, NDArray w0, NDArray scaledB, NDArray a) {
        try (NDArray change = scaledB.matMul(a);
                NDArray reshaped = change.reshape(w0.getShape())) {
            NDArray fused = reshaped.add(w0);
            fused.attach(ofExpert);
            return fused;
        }
    }

    private static NDArray array(NDManager manager, double[] values, List<Long> shape) {
        NDArray vector = new Precision(Dtype.F32).vector(manager, values);
        return vector.reshape(new Shape(shape));
    }

    private Region region(String name) {
        Region region = regions.get(name);
        if (region == null) {
            throw new InvalidInputException("region " + name + " has no expert here; " + String.join(", ", regions())
                    + (regions.size() == 1 ? " has" : " have"));
        }
        return region;
    }

    @Override
    public void close() {
        current.ifPresent(FusedNetwork::close);
        manager.close();
    }
}
