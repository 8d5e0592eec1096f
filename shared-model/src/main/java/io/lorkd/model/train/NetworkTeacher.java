package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.StateDict;
import io.lorkd.model.tensor.TensorFile;

import java.util.Optional;

/** A network of the catalogue as a teacher, evaluated by its running statistics. */
final class NetworkTeacher implements Teacher {

    private final NDManager manager;
    private final Layer trunk;
    private final Layout layout;
    private final NDArray values;

    private NetworkTeacher(NDManager manager, Layer trunk, Layout layout, NDArray values) {
        this.manager = manager;
        this.trunk = trunk;
        this.layout = layout;
        this.values = values;
    }

    /** @throws InvalidInputException when the file lacks one of the network's tensors or has it in another shape */
    static NetworkTeacher load(NDManager parent, Precision precision, TeacherSettings.Source.Weights source) {
        Layout layout = Layout.of(Parameters.of(source.network()));
        double[] flat;
        try (TensorFile file = TensorFile.open(source.file())) {
            flat = layout.pack(StateDict.of(file, source.network()).read());
        }
        NDManager manager = parent.newSubManager();
        return new NetworkTeacher(manager, source.network().trunk(), layout, precision.vector(manager, flat));
    }

    @Override
    public NDArray features(NDArray images) {
        NDArray handle = values.stopGradient();
        handle.attach(images.getManager());
        var tensors = layout.views(handle);
        return new Interpreter(tensors, tensors, false, Optional.empty()).run(trunk, images);
    }

    @Override
    public void close() {
        manager.close();
    }
}
