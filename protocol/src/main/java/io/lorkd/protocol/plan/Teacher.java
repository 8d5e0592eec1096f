package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.util.List;
import java.util.Optional;

/**
 * A frozen foundation model that the experts learn from (paper, 3.5). It is named by its file or by that file's digest: a
 * coordinator that has the file serves it to sites, and tells them the digest.
 *
 * @param architecture the teacher's network, by its name in the model's catalogue; empty where {@code script} is given
 * @param stem as {@link Plan.Network#stem}; empty for the network's
 * @param file safetensors with the network's tensors, or TorchScript
 * @param sha256 the file's digest
 * @param script what goes into a TorchScript file and what comes out
 * @param mean what is subtracted from each channel of an image in 0...1
 * @param deviation what the difference is divided by
 * @param beta weight of the transfer loss (Eq. 6)
 * @param temperature the softmax temperature over feature channels
 * @param projection how the teacher's features come to the student's width
 * @param cache whether a site keeps what the teacher says of an image on disk
 */
public record Teacher(
        @Key("the teacher's network, such as resnet-50; none where teacher.script describes it")
        Optional<String> architecture,

        @Key(
                value = "standard or small, as network.stem; none takes that one",
                allowed = {"standard", "small"})
        Optional<String> stem,

        @Key("its file, from the folder that the plan is in; a coordinator that has it serves it to sites that lack it")
        Optional<String> file,

        @Key("the file's SHA-256, in place of the file or beside it")
        Optional<String> sha256,

        @Key("given, the file is TorchScript with this input and output")
        Optional<Script> script,

        @Key(
                value = "the teacher's mean of each colour, of images in 0...1",
                defaultValue = "[0.5, 0.5, 0.5]",
                min = 0,
                max = 1)
        List<Double> mean,

        @Key(
                value = "the teacher's standard deviation of each colour, of images in 0...1",
                defaultValue = "[0.5, 0.5, 0.5]",
                min = 0.001,
                max = 1)
        List<Double> deviation,

        @Key(value = "weight of the transfer loss (Eq. 6)", defaultValue = "1", min = 0, max = 1000)
        double beta,

        @Key(value = "softmax temperature over the feature channels", defaultValue = "10", min = 0.001, max = 1000)
        double temperature,

        @Key(value = "how the teacher's features come to the student's width", defaultValue = "random")
        Projection projection,

        @Key(
                value =
                        "whether a site keeps what the teacher makes of each image on its disk; of no effect on volumes",
                defaultValue = "true")
        boolean cache) {
    public Teacher {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
    }

    public enum Projection {
        RANDOM,
        LEARNED
    }

    /**
     * The input and output of a TorchScript file.
     *
     * @param channels of the images that it takes
     * @param output what comes out, one row per image
     * @param width values of a row
     */
    public record Script(
            @Key(
                    value = "channels of the images that it takes: 3, or 1 for grey",
                    defaultValue = "3",
                    unit = "channels",
                    min = 1,
                    max = 3)
            int channels,

            @Key(
                    value = "what it returns, of shape (images, width): features, or the logits of its classes",
                    defaultValue = "features")
            Output output,

            @Key(value = "values that it returns per image", unit = "values", min = 1, max = 1_000_000)
            int width) {
        public enum Output {
            FEATURES,
            LOGITS
        }
    }

    /** The same, in this file. */
    public Teacher at(Optional<String> file) {
        return of(file, sha256);
    }

    /** The same, of this file and digest. */
    public Teacher of(Optional<String> file, String sha256) {
        return of(file, Optional.of(sha256));
    }

    private Teacher of(Optional<String> file, Optional<String> sha256) {
        return new Teacher(
                architecture, stem, file, sha256, script, mean, deviation, beta, temperature, projection, cache);
    }
}
