package io.lorkd.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The folder of golden files: {@code src/test/resources/golden}, or the one that the system property {@code
 * lorkd.golden} names. Maven runs tests inside the module, so a relative folder is looked for there first and then
 * where the command was typed, one level up.
 */
public final class Golden {

    public static final String PROPERTY = "lorkd.golden";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /** An array as the golden files hold it: row-major. */
    public record Array(List<Long> shape, double[] data) {
        public long[] dimensions() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }

        public float[] floats() {
            float[] floats = new float[data.length];
            for (int i = 0; i < data.length; i++) {
                floats[i] = (float) data[i];
            }
            return floats;
        }
    }

    public static Path folder() {
        String named = System.getProperty(PROPERTY, "");
        return named.isEmpty() ? ofThisModule() : named(Path.of(named));
    }

    /**
     * The files whose names match, sorted, as in {@code conv_*.json}. None at all is an error, never an empty test; only a
     * folder that was named and holds other golden files may leave some out: then their test is aborted, and the log says
     * so, since Surefire does not count what is aborted before its first case.
     */
    public static List<Path> files(String glob) {
        Path folder = folder();
        List<Path> found = list(folder, glob);
        if (!found.isEmpty()) {
            return found;
        }
        String message = "no golden file " + glob + " in " + folder;
        if (!System.getProperty(PROPERTY, "").isEmpty()
                && !list(folder, "*.json").isEmpty()) {
            LoggerFactory.getLogger(Golden.class).warn("{}: the test of these is skipped", message);
            throw new TestAbortedException(message);
        }
        throw new IllegalStateException(message);
    }

    /** The file's name without {@code .json}: what its test case is called. */
    public static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.json$", "");
    }

    public static JsonNode read(String file) {
        return read(folder().resolve(file));
    }

    public static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read golden file " + file, e);
        }
    }

    /** From {@code {"shape": [...], "data": [...]}}. */
    public static Array array(JsonNode node) {
        List<Long> shape =
                elements(node.required("shape")).map(JsonNode::asLong).toList();
        Array array = new Array(shape, doubles(node.required("data")));
        long expected = shape.stream().reduce(1L, Math::multiplyExact);
        if (array.data().length != expected) {
            throw new IllegalStateException("shape " + shape + " with " + array.data().length + " values");
        }
        return array;
    }

    /** A list of numbers; {@code "NaN"} and {@code "Infinity"} stand in quotes. */
    public static double[] doubles(JsonNode list) {
        return elements(list).mapToDouble(Golden::number).toArray();
    }

    public static int[] ints(JsonNode list) {
        return elements(list).mapToInt(JsonNode::intValue).toArray();
    }

    private static List<Path> list(Path folder, String glob) {
        PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Path ofThisModule() {
        URL folder = Objects.requireNonNull(Golden.class.getResource("/golden"), "/golden on the class path");
        try {
            return Path.of(folder.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path named(Path folder) {
        Path here = folder.toAbsolutePath();
        Path above = Path.of("..").toAbsolutePath().resolve(folder).normalize();
        return Stream.of(here, above)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "-D" + PROPERTY + "=" + folder + ": no such folder, looked for " + here + " and " + above));
    }
}
