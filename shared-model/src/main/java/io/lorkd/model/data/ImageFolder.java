package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A data set as folders: {@code split/class/file}, where split is {@code train}, {@code test} and, if there is one,
 * {@code val} or {@code validation}, and file a PNG or JPEG image. Classes are the folders' names of all splits, sorted;
 * images are in the order of class and file name. Hidden files and folders (whose names start with a dot) do not count.
 */
final class ImageFolder implements DataSet {

    private static final Map<Part, List<String>> NAMES = new EnumMap<>(Map.of(
            Part.TRAINING,
            List.of("train"),
            Part.VALIDATION,
            List.of("val", "validation"),
            Part.TEST,
            List.of("test")));
    private static final int MOST_THREADS = 4;
    private static final int FILES_PER_TASK = 32;

    private record LabelledFile(Path file, int label) {}

    private final Path path;
    private final List<String> classes;
    private final Map<Part, List<LabelledFile>> files = new EnumMap<>(Part.class);
    private final List<Path> leftAlone;

    /** Reads the folders' names and the files', but no image. */
    ImageFolder(Path path) {
        this.path = path;
        Map<Part, Path> splits = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            List<Path> present = splits(path, part);
            if (present.size() > 1) {
                throw new InvalidInputException(
                        path + " has both val and validation; expected one of them: put them together");
            }
            present.forEach(split -> splits.put(part, split));
        }
        if (!splits.containsKey(Part.TRAINING)) {
            throw new InvalidInputException(path + " has no train folder; expected train/CLASS/IMAGE and"
                    + " test/CLASS/IMAGE in it, and val/CLASS/IMAGE if there is a validation part");
        }
        this.leftAlone = folders(path).stream()
                .filter(folder -> !splits.containsValue(folder))
                .toList();
        Set<String> names = new TreeSet<>();
        splits.values().forEach(split -> folders(split).forEach(folder -> names.add(SortedFolder.name(folder))));
        this.classes = List.copyOf(names);
        for (Part part : Part.values()) {
            files.put(part, splits.containsKey(part) ? files(splits.get(part)) : List.of());
        }
    }

    /** Whether a folder has one of the splits in it. */
    static boolean isOne(Path folder) {
        return Stream.of(Part.values()).anyMatch(part -> !splits(folder, part).isEmpty());
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int[] labels(Part part) {
        return files.get(part).stream().mapToInt(LabelledFile::label).toArray();
    }

    @Override
    public List<Path> leftAlone() {
        return leftAlone;
    }

    /** Decodes on a few threads; what comes out, and which of several bad files is named, does not depend on them. */
    @Override
    public List<byte[]> read(Part part, int[] indices, Preprocessing preprocessing) {
        int size = preprocessing.imageSize();
        StoredImages.requireRoom(
                path, indices.length, 3, size, Runtime.getRuntime().maxMemory());
        List<Path> chosen = Arrays.stream(indices)
                .mapToObj(i -> files.get(part).get(i).file())
                .toList();
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService decoders = Executors.newFixedThreadPool(threads, ImageFolder::decoder);
        try {
            List<Future<List<byte[]>>> tasks = new ArrayList<>();
            for (int from = 0; from < chosen.size(); from += FILES_PER_TASK) {
                List<Path> some = chosen.subList(from, Math.min(chosen.size(), from + FILES_PER_TASK));
                tasks.add(decoders.submit(() -> some.stream()
                        .map(file -> Resizing.toSquare(ImageFile.read(file), size))
                        .toList()));
            }
            List<byte[]> images = new ArrayList<>(chosen.size());
            for (Future<List<byte[]>> task : tasks) {
                images.addAll(task.get());
            }
            return images;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InvalidInputException refusal ? refusal : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + path, e);
        } finally {
            decoders.shutdownNow();
        }
    }

    private static Thread decoder(Runnable work) {
        Thread thread = new Thread(work, "lorkd-image-decoder");
        thread.setDaemon(true);
        return thread;
    }

    private static List<Path> splits(Path folder, Part part) {
        return NAMES.get(part).stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    private List<LabelledFile> files(Path split) {
        for (Path stray : SortedFolder.children(split)) {
            if (!Files.isDirectory(stray) && isImage(stray)) {
                throw new InvalidInputException(
                        stray + " is in no class; expected " + split + "/CLASS/IMAGE: move it to its class's folder");
            }
        }
        List<LabelledFile> labelled = new ArrayList<>();
        for (Path folder : folders(split)) {
            List<Path> images = SortedFolder.children(folder);
            if (images.isEmpty()) {
                throw new InvalidInputException(
                        folder + " is empty; put the class's images there or remove the folder");
            }
            for (Path image : images) {
                if (!Files.isRegularFile(image) || !isImage(image)) {
                    throw new InvalidInputException(image + " is no PNG or JPEG image"
                            + (Files.isDirectory(image) ? " but a folder" : "")
                            + "; a class's folder holds images only: convert it or move it elsewhere");
                }
                labelled.add(new LabelledFile(image, classes.indexOf(SortedFolder.name(folder))));
            }
        }
        return labelled;
    }

    private static boolean isImage(Path file) {
        try {
            return ImageFile.isImage(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> folders(Path folder) {
        return SortedFolder.children(folder).stream().filter(Files::isDirectory).toList();
    }
}
