package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.lorkd.model.network.Network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A teacher, and how its features come to the student's width: by a fixed projection here, or by a learned one there. */
final class Transfer implements AutoCloseable {

    private final Teacher teacher;
    private final Layout.Values learned;
    private final Optional<NDArray> fixed;

    private Transfer(Teacher teacher, Layout.Values learned, Optional<NDArray> fixed) {
        this.teacher = teacher;
        this.learned = learned;
        this.fixed = fixed;
    }

    static Transfer open(NDManager manager, Precision precision, TeacherSettings settings, Network student) {
        int from = settings.source().width();
        int to = student.featureWidth();
        double[] projection = draw(settings.seed(), from, to);
        Teacher teacher = Teacher.load(manager, precision, settings);
        return switch (settings.projection()) {
            case FIXED ->
                new Transfer(
                        teacher,
                        Layout.Values.none(),
                        Optional.of(precision.vector(manager, projection).reshape(from, to)));
            case LEARNED ->
                new Transfer(
                        teacher,
                        new Layout.Values(
                                Map.of(Student.PROJECTION, List.of((long) from, (long) to)),
                                Map.of(Student.PROJECTION, projection)),
                        Optional.empty());
        };
    }

    /** Normal, standard deviation 1 / sqrt(teacher width); {@link Random#nextGaussian} gives the same bits everywhere. */
    private static double[] draw(long seed, int from, int to) {
        Random random = new Random(seed);
        double deviation = 1 / Math.sqrt(from);
        double[] projection = new double[Math.multiplyExact(from, to)];
        for (int i = 0; i < projection.length; i++) {
            projection[i] = random.nextGaussian() * deviation;
        }
        return projection;
    }

    /** What the student trains of it. */
    Layout.Values learned() {
        return learned;
    }

    /** @return projected, shape (samples, student width), or with a learned projection as they are */
    NDArray features(NDArray images) {
        NDArray features = teacher.features(images);
        return fixed.map(features::matMul).orElse(features);
    }

    @Override
    public void close() {
        fixed.ifPresent(NDArray::close);
        teacher.close();
    }
}
