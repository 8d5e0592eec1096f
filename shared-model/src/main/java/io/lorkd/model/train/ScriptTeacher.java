package io.lorkd.model.train;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;

/** A TorchScript module as a teacher: loaded with frozen parameters, and run in evaluation mode. */
final class ScriptTeacher implements Teacher {
    /** Parameters go to where the engine computes, whatever device they were saved on. */
    private static final Map<String, String> HERE = Map.of("mapLocation", "true");

    private final Model model;
    private final Precision precision;
    private final TeacherSettings.Source.Script source;

    private ScriptTeacher(Model model, Precision precision, TeacherSettings.Source.Script source) {
        this.model = model;
        this.precision = precision;
        this.source = source;
    }

    /**
     * Loads the module and tries it on two black images.
     *
     * @throws InvalidInputException when it cannot be loaded, does not take such images, or returns another shape
     */
    static ScriptTeacher load(NDManager parent, Precision precision, TeacherSettings.Source.Script source) {
        Model model = Model.newInstance("teacher", parent.getDevice());
        try (InputStream module = Files.newInputStream(source.file())) {
            model.load(module, HERE);
        } catch (IOException | MalformedModelException | EngineException | UnsupportedOperationException e) {
            model.close();
            throw new InvalidInputException(
                    source.file() + " cannot be loaded as TorchScript: " + firstLine(e)
                            + "; expected what torch.jit.save writes",
                    e);
        }
        ScriptTeacher teacher = new ScriptTeacher(model, precision, source);
        try (NDManager trial = parent.newSubManager()) {
            teacher.features(trial.zeros(new Shape(2, 3, source.imageSize(), source.imageSize()), precision.type()));
            return teacher;
        } catch (RuntimeException e) {
            teacher.close();
            throw e;
        }
    }

    @Override
    public NDArray features(NDArray images) {
        NDArray given = source.channels() == 1 ? images.get(":, 0:1") : images;
        NDArray features;
        try {
            features = model.getBlock()
                    .forward(
                            new ParameterStore(images.getManager(), false),
                            new NDList(given.toType(DataType.FLOAT32, false)),
                            false)
                    .singletonOrThrow();
        } catch (EngineException | IndexOutOfBoundsException e) {
            throw new InvalidInputException(
                    source.file() + " fails on images of shape " + given.getShape() + ": " + firstLine(e)
                            + "; is teacher.script.channels right, and does it return one tensor?",
                    e);
        }
        Shape expected = new Shape(images.getShape().get(0), source.width());
        if (!features.getShape().equals(expected)) {
            throw new InvalidInputException(
                    source.file() + " returns shape " + features.getShape() + " for images of shape " + given.getShape()
                            + ", expected " + expected + " by teacher.script.width");
        }
        return features.stopGradient().toType(precision.type(), false);
    }

    /** The engine's messages end in a stack trace of its own. */
    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() {
        model.close();
    }
}
