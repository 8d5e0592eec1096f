package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.teacher.OutputCache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * Remembers on disk what a teacher made of each image. An image that comes mirrored is another one.
 *
 * <p>An image that is not known is computed alone, whatever batch it came in: the engine's last bits depend on the batch, and
 * what is trained must not depend on what happens to be known already.
 */
final class CachedTeacher implements Teacher {
    private static final Logger LOG = LoggerFactory.getLogger(CachedTeacher.class);

    private final Teacher teacher;
    private final Precision precision;
    private final OutputCache cache;
    private final Path file;
    private final int width;
    private final byte[] about;
    private long found;
    private long finding;
    private long computed;
    private long computing;

    private CachedTeacher(Teacher teacher, Precision precision, OutputCache cache, Path file, int width, byte[] about) {
        this.teacher = teacher;
        this.precision = precision;
        this.cache = cache;
        this.file = file;
        this.width = width;
        this.about = about;
    }

    /**
     * @param file where outputs are kept; of this one teacher
     * @param about all but the image and the teacher's file that an output depends on
     */
    static CachedTeacher open(Teacher teacher, Precision precision, Path file, int width, String about) {
        try {
            OutputCache cache = OutputCache.open(
                    file, width, precision.type().getNumOfBytes() == Double.BYTES, OutputCache.MOST_BYTES);
            return new CachedTeacher(teacher, precision, cache, file, width, about.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The teacher's outputs cannot be kept in " + file, e);
        }
    }

    @Override
    public NDArray features(NDArray images) {
        Shape shape = images.getShape();
        int samples = Math.toIntExact(shape.get(0));
        double[] pixels = precision.values(images);
        double[] features = new double[samples * width];
        for (int sample = 0; sample < samples; sample++) {
            System.arraycopy(output(images, pixels, sample), 0, features, sample * width, width);
        }
        return precision.vector(images.getManager(), features).reshape(samples, width);
    }

    private double[] output(NDArray images, double[] pixels, int sample) {
        long began = System.nanoTime();
        int each = pixels.length / Math.toIntExact(images.getShape().get(0));
        OutputCache.Key key = key(images.getShape(), pixels, sample * each, each);
        try {
            Optional<double[]> known = cache.find(key);
            if (known.isPresent()) {
                found++;
                finding += System.nanoTime() - began;
                return known.get();
            }
            double[] values;
            try (NDArray one = images.get(sample + ":" + (sample + 1));
                    NDArray output = teacher.features(one)) {
                values = precision.values(output);
            }
            cache.add(key, values);
            computed++;
            computing += System.nanoTime() - began;
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException("The teacher's outputs in " + file + " cannot be read or added to", e);
        }
    }

    private OutputCache.Key key(Shape shape, double[] pixels, int from, int count) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        digest.update(about);
        digest.update(shape.slice(1).toString().getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(count * Double.BYTES);
        bytes.asDoubleBuffer().put(pixels, from, count);
        digest.update(bytes);
        return OutputCache.Key.of(digest.digest());
    }

    @Override
    public void close() {
        LOG.info("{}", report());
        try {
            cache.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed", file, e);
        }
        teacher.close();
    }

    /** What the cache saved, for people to read. */
    String report() {
        String sentence = "teacher outputs: %d computed in %.1f s, %d found in %.1f s"
                .formatted(computed, computing / 1e9, found, finding / 1e9);
        return computed == 0 || found == 0
                ? sentence
                : sentence
                        + ", which saved about %.1f s"
                                .formatted((found * ((double) computing / computed) - finding) / 1e9);
    }
}
