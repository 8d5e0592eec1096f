package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.teacher.TeacherFile;
import io.lorkd.model.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A frozen segmentation network with one head for the classes of all regions, whose masks the student's are to follow. Of
 * its head, each region here has the rows of its own classes.
 */
final class MaskTeacher implements AutoCloseable {

    private final NDManager manager;
    private final Network network;
    private final Heads heads;
    private final Layout layout;
    private final NDArray values;

    private MaskTeacher(NDManager manager, Network network, Heads heads, Layout layout, NDArray values) {
        this.manager = manager;
        this.network = network;
        this.heads = heads;
        this.layout = layout;
        this.values = values;
    }

    /**
     * @param regions whose classes the teacher's head is to have, each as {@code region/class}
     * @throws InvalidInputException when it lacks one, or the file is not of that network
     */
    static MaskTeacher load(
            NDManager parent, Precision precision, TeacherSettings.Source source, List<RegionHead> regions) {
        if (!(source instanceof TeacherSettings.Source.Weights weights)
                || !weights.network().isSegmenting()
                || weights.network().decoder().isPresent()) {
            throw new InvalidInputException(
                    source.file() + " is no teacher of masks: for volumes it is a U-Net with one"
                            + " convolution for all regions' classes, in safetensors, as ./lorkd foundation writes it");
        }
        Network network = weights.network();
        TeacherCard card = TeacherFile.card(weights.file());
        int unified = card.classes().size();
        List<TensorInfo> tensors =
                new ArrayList<>(Layout.of(Parameters.of(network)).tensors(precision.dtype()));
        List<Long> wide = List.of((long) unified, (long) network.featureWidth(), 1L, 1L, 1L);
        tensors.add(new TensorInfo(FusedExpert.HEAD_WEIGHT, precision.dtype(), wide));
        tensors.add(new TensorInfo(FusedExpert.HEAD_BIAS, precision.dtype(), List.of((long) unified)));
        Map<String, double[]> read = new HashMap<>(NamedTensors.read(weights.file(), tensors));

        Heads heads = new ConvolutionHeads(regions, network.featureWidth(), network.axes());
        for (RegionHead region : regions) {
            int[] rows = card.outputs(region.region(), region.classes(), weights.file());
            read.put(Heads.weight(region.region()), pick(read.get(FusedExpert.HEAD_WEIGHT), rows, unified));
            read.put(Heads.bias(region.region()), pick(read.get(FusedExpert.HEAD_BIAS), rows, unified));
        }
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        Parameters.of(network).forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
        shapes.putAll(heads.shapes());
        Layout layout = Layout.of(shapes);
        NDManager manager = parent.newSubManager();
        return new MaskTeacher(manager, network, heads, layout, precision.vector(manager, layout.pack(read)));
    }

    private static double[] pick(double[] tensor, int[] rows, int of) {
        int length = tensor.length / of;
        double[] picked = new double[rows.length * length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(tensor, rows[i] * length, picked, i * length, length);
        }
        return picked;
    }

    /**
     * @param images shape (samples, channels, depth, height, width)
     * @return logits of each segment, shape (samples of it, classes of its region, depth, height, width), in the images'
     *     manager
     */
    NDList logits(NDArray images, TaskSegments batch) {
        NDArray handle = values.stopGradient();
        handle.attach(images.getManager());
        Map<String, NDArray> tensors = layout.views(handle);
        Features features = new Interpreter(tensors, Map.of(), false, Optional.empty()).features(network, images);
        List<Features> parts = features.split(batch);
        NDList logits = new NDList(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            logits.add(heads.logits(batch.segments().get(i).task(), parts.get(i), tensors));
        }
        return logits;
    }

    @Override
    public void close() {
        manager.close();
    }
}
