package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Parameters;

import java.util.Optional;

/** A frozen network whose features the student's are to follow, evaluated by its running statistics. */
final class Teacher implements AutoCloseable {

    private final NDManager manager;
    private final Layer trunk;
    private final Layout layout;
    private final NDArray values;

    private Teacher(NDManager manager, Layer trunk, Layout layout, NDArray values) {
        this.manager = manager;
        this.trunk = trunk;
        this.layout = layout;
        this.values = values;
    }

    /** @throws InvalidInputException when the file lacks one of the network's tensors or has it in another shape */
    static Teacher load(NDManager parent, Precision precision, TeacherSettings settings) {
        Layout layout = Layout.of(Parameters.of(settings.network()));
        double[] flat = layout.pack(NamedTensors.read(settings.weights(), layout.tensors(precision.dtype())));
        NDManager manager = parent.newSubManager();
        return new Teacher(manager, settings.network().trunk(), layout, precision.vector(manager, flat));
    }

    /** @return shape (samples, teacher width) */
    NDArray features(NDArray images) {
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
