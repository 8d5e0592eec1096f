package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static java.util.stream.Collectors.joining;

/** A path below a folder with {@code {case}} in it once, which stands for a case's name. */
final class CasePattern {

    private static final String CASE = "{case}";

    private final Path folder;
    private final String pattern;

    CasePattern(Path folder, String pattern) {
        this.folder = folder;
        this.pattern = check(pattern);
    }

    /** @throws InvalidInputException if it is no pattern */
    static String check(String pattern) {
        int at = pattern.indexOf(CASE);
        if (at < 0 || pattern.indexOf(CASE, at + 1) >= 0) {
            throw new InvalidInputException(
                    "'" + pattern + "' says nowhere where cases are: expected is a path with " + CASE + " in it, once");
        }
        return pattern;
    }

    Path of(String name) {
        return folder.resolve(pattern.replace(CASE, name));
    }

    /** The files that fit, by case, in the names' order. What is hidden, as macOS's {@code ._} files are, does not fit. */
    SortedMap<String, Path> files() {
        int at = pattern.indexOf(CASE);
        Pattern fitting = Pattern.compile(Pattern.quote(pattern.substring(0, at)) + "([^/]+)"
                + Pattern.quote(pattern.substring(at + CASE.length())));
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> below = Files.walk(
                folder,
                1 + Math.toIntExact(pattern.chars().filter(c -> c == '/').count()))) {
            below.forEach(file -> {
                Matcher matcher = fitting.matcher(relative(file));
                if (matcher.matches() && !isHidden(file) && Files.isRegularFile(file)) {
                    files.put(matcher.group(1), file);
                }
            });
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new InvalidInputException(folder + " cannot be listed: " + e.getMessage(), e);
        }
        return files;
    }

    private String relative(Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(joining("/"));
    }

    private boolean isHidden(Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .anyMatch(element -> element.toString().startsWith("."));
    }

    @Override
    public String toString() {
        return folder.resolve(pattern).toString();
    }
}
