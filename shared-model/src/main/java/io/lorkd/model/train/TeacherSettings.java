package io.lorkd.model.train;

import io.lorkd.model.network.Network;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A frozen model whose features the student's follow (paper, 3.5, Eq. 9).
 *
 * @param source what it is
 * @param input how it has its images
 * @param projection how its features come to the student's width
 * @param temperature of both softmaxes over the channels; the paper's is 10
 * @param beta weight of the transfer term in the loss (Eq. 6); the paper's is 1
 * @param seed of the projection: the same at every site
 * @param cache where what it makes of each image is kept, by one session at a time; empty to compute it each time
 */
public record TeacherSettings(
        Source source,
        Input input,
        Projection projection,
        double temperature,
        double beta,
        long seed,
        Optional<Path> cache) {

    public TeacherSettings {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(projection, "projection");
        Objects.requireNonNull(cache, "cache");
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("a temperature is above 0, not " + temperature);
        }
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("beta is 0 or more, not " + beta);
        }
    }

    /** A network that has its images as the student has them, and computes its features each time. */
    public TeacherSettings(
            Network network, Path weights, Projection projection, double temperature, double beta, long seed) {
        this(
                new Source.Weights(network, weights),
                Input.AS_THE_STUDENT,
                projection,
                temperature,
                beta,
                seed,
                Optional.empty());
    }

    /** What a teacher is. */
    public sealed interface Source {
        Path file();

        /** Values of one image's features. */
        int width();

        /** What, beside the file, its features depend on. */
        String about();

        /**
         * A network of the catalogue.
         *
         * @param file safetensors with the network's tensors; others in it, such as its own head, are ignored
         */
        record Weights(Network network, Path file) implements Source {
            @Override
            public int width() {
                return network.featureWidth();
            }

            @Override
            public String about() {
                return network.trunk().toString();
            }
        }

        /**
         * A TorchScript module that takes images (samples, channels, size, size) and returns (samples, width), both float32.
         *
         * @param channels 3, or 1 for grey: then it is given the first of three
         * @param imageSize of the images that it will be given, by which it is tried
         */
        record Script(Path file, int channels, int imageSize, int width) implements Source {
            @Override
            public String about() {
                return "script of " + channels + " channels";
            }
        }
    }

    /**
     * What a teacher's images are normalised by, of each colour.
     *
     * @param mean subtracted from an image in 0...1
     * @param deviation what the difference is divided by
     */
    public record Input(List<Double> mean, List<Double> deviation) {
        private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

        /** Mean and standard deviation 0.5: what students are given. */
        public static final Input AS_THE_STUDENT = new Input(HALF, HALF);

        public Input {
            mean = List.copyOf(mean);
            deviation = List.copyOf(deviation);
            if (mean.size() != 3 || deviation.size() != 3 || deviation.stream().anyMatch(value -> !(value > 0))) {
                throw new IllegalArgumentException(
                        "an image has three colours, each with a mean and a deviation above 0," + " not " + mean
                                + " and " + deviation);
            }
        }
    }

    public enum Projection {
        /** Normal, standard deviation 1 / sqrt(teacher width), never trained: what the released code does in effect. */
        FIXED,
        /** Starts as the fixed one and is trained; it stays at the site. */
        LEARNED
    }
}
