package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lists a folder the same way on every machine. */
public final class SortedFolder {

    private SortedFolder() {}

    /** What is in the folder, by name (code unit by code unit, whatever the locale), without what is hidden. */
    public static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(child -> !name(child).startsWith("."))
                    .sorted(Comparator.comparing(SortedFolder::name))
                    .toList();
        } catch (IOException e) {
            throw new InvalidInputException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    public static String name(Path path) {
        return path.getFileName().toString();
    }
}
