package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;

import java.util.List;

/** A frozen model whose features the student's are to follow. */
interface Teacher extends AutoCloseable {

    /**
     * @throws InvalidInputException when the file cannot be used, or what comes out of it is not what the settings say
     */
    static Teacher load(NDManager parent, Precision precision, TeacherSettings settings) {
        Teacher teacher = settings.source() instanceof TeacherSettings.Source.Script script
                ? ScriptTeacher.load(parent, precision, script)
                : NetworkTeacher.load(parent, precision, (TeacherSettings.Source.Weights) settings.source());
        Teacher taught = settings.input().equals(TeacherSettings.Input.AS_THE_STUDENT)
                ? teacher
                : new Renormalised(teacher, precision, settings.input());
        return settings.cache()
                .<Teacher>map(file -> CachedTeacher.open(
                        taught,
                        precision,
                        file,
                        settings.source().width(),
                        settings.source().about() + " " + settings.input()))
                .orElse(taught);
    }

    /**
     * @param images shape (samples, 3, size, size), normalised by mean and deviation 0.5
     * @return shape (samples, teacher width), in the images' manager
     */
    NDArray features(NDArray images);

    @Override
    void close();

    /** Gives a teacher its images as it was taught. */
    record Renormalised(Teacher teacher, Precision precision, TeacherSettings.Input input) implements Teacher {
        @Override
        public NDArray features(NDArray images) {
            // x = 0.5 image + 0.5 is in 0...1, and (x - mean) / deviation is asked for.
            double[] scale = new double[3];
            double[] shift = new double[3];
            List<Double> deviation = input.deviation();
            for (int colour = 0; colour < 3; colour++) {
                scale[colour] = 0.5 / deviation.get(colour);
                shift[colour] = (0.5 - input.mean().get(colour)) / deviation.get(colour);
            }
            Shape perColour = new Shape(1, 3, 1, 1);
            NDManager batch = images.getManager();
            return teacher.features(images.mul(precision.vector(batch, scale).reshape(perColour))
                    .add(precision.vector(batch, shift).reshape(perColour)));
        }

        @Override
        public void close() {
            teacher.close();
        }
    }
}
