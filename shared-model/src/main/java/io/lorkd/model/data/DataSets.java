package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.DataSet.Part;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Finds and opens data sets: MedMNIST {@code .npz} files, and folders {@code split/class/file} of PNG or JPEG images with
 * the splits {@code train}, {@code test} and, if there is one, {@code val} or {@code validation}.
 */
public final class DataSets {

    private DataSets() {}

    /**
     * Opens one data set and reads its images, which stay in memory as bytes.
     *
     * @param dataSet the file or folder
     * @param maxTrainingImages at most so many training images; the same ones for the same seed, each class in proportion
     *     and with one image at least
     * @param heldOut share of each class's training images that becomes the validation part where the data set has none,
     *     0 up to, but not including, 1; a class's last training image stays
     * @throws InvalidInputException if it cannot be used, naming the file and what to do
     */
    public static RegionData open(
            Path dataSet,
            String region,
            Preprocessing preprocessing,
            OptionalInt maxTrainingImages,
            double heldOut,
            long seed) {
        DataSet found = check(at(dataSet));
        TrainingSplit split = TrainingSplit.of(found, region, maxTrainingImages, heldOut, seed);
        boolean ownValidation = found.labels(Part.VALIDATION).length > 0;
        return new RegionData(
                region,
                found.classes(),
                read(found, Part.TRAINING, split.training(), preprocessing),
                ownValidation
                        ? read(found, Part.VALIDATION, preprocessing)
                        : read(found, Part.TRAINING, split.heldOut(), preprocessing),
                read(found, Part.TEST, preprocessing));
    }

    /**
     * Looks at one data set without reading its images.
     *
     * @throws InvalidInputException if its layout or labels cannot be used, naming the file and what to do
     */
    public static DataSetSummary summarise(Path dataSet) {
        DataSet found = check(at(dataSet));
        return new DataSetSummary(found.classes(), found.labels(Part.TRAINING).length);
    }

    /**
     * Finds the data sets in a folder, also one level down; or the one that the path itself is. Layout and labels are
     * looked at here, the images when a data set is opened. Hidden files and files of other kinds do not count.
     *
     * @throws InvalidInputException if the path is not there, is itself a data set that cannot be used, or has none that
     *     can
     */
    public static Discovery discover(Path path) {
        if (!Files.exists(path)) {
            throw new InvalidInputException(path + " is not there; name a folder of data sets, or a data set: an .npz"
                    + " file or a folder with train and test in it");
        }
        if (!Files.isDirectory(path) || ImageFolder.isOne(path)) {
            DataSet dataSet = check(at(path));
            String region = new RegionNames().next(path.toAbsolutePath().normalize());
            return new Discovery(List.of(new Discovery.Found(region, path)), List.of(), dataSet.leftAlone(), true);
        }
        return new Search().in(path);
    }

    /**
     * Opens what was found, each as {@link #open} does. A data set that turns out unusable is skipped with its reason,
     * unless it was named itself.
     *
     * @throws InvalidInputException if the data set named itself cannot be used, or none can
     */
    public static Opened openAll(
            Discovery discovery,
            Preprocessing preprocessing,
            OptionalInt maxTrainingImages,
            double heldOut,
            long seed) {
        Map<Discovery.Found, RegionData> regions = new LinkedHashMap<>();
        List<Discovery.Skipped> skipped = new ArrayList<>(discovery.skipped());
        for (Discovery.Found found : discovery.usable()) {
            try {
                regions.put(
                        found, open(found.dataSet(), found.region(), preprocessing, maxTrainingImages, heldOut, seed));
            } catch (InvalidInputException e) {
                if (discovery.named()) {
                    throw e;
                }
                skipped.add(new Discovery.Skipped(found.dataSet(), e.getMessage()));
            }
        }
        if (regions.isEmpty()) {
            throw new InvalidInputException("no data set can be used:" + list(skipped));
        }
        return new Opened(regions, skipped);
    }

    /** One search through a folder and the folders in it. */
    private static final class Search {

        private final RegionNames names = new RegionNames();
        private final List<Discovery.Found> usable = new ArrayList<>();
        private final List<Discovery.Skipped> skipped = new ArrayList<>();
        private final List<Path> leftAlone = new ArrayList<>();

        Discovery in(Path folder) {
            for (Path child : SortedFolder.children(folder)) {
                if (isDataSet(child)) {
                    consider(child);
                } else if (Files.isDirectory(child)) {
                    lookInside(child);
                }
            }
            if (usable.isEmpty()) {
                throw new InvalidInputException(
                        folder + " has no data set that can be used, an .npz file or a folder with"
                                + " train and test in it, also one level down"
                                + (skipped.isEmpty() ? "" : ":" + list(skipped)));
            }
            return new Discovery(usable, skipped, leftAlone, false);
        }

        private void lookInside(Path folder) {
            List<Path> dataSets;
            try {
                dataSets = SortedFolder.children(folder).stream()
                        .filter(DataSets::isDataSet)
                        .toList();
            } catch (InvalidInputException e) {
                skipped.add(new Discovery.Skipped(folder, e.getMessage()));
                return;
            }
            if (dataSets.isEmpty()) {
                skipped.add(new Discovery.Skipped(
                        folder, folder + " has neither splits (train and test) nor data sets directly in it"));
            }
            dataSets.forEach(this::consider);
        }

        private void consider(Path path) {
            try {
                DataSet dataSet = check(at(path));
                usable.add(new Discovery.Found(names.next(path), path));
                leftAlone.addAll(dataSet.leftAlone());
            } catch (InvalidInputException e) {
                skipped.add(new Discovery.Skipped(path, e.getMessage()));
            }
        }
    }

    private static boolean isDataSet(Path path) {
        return Files.isDirectory(path) ? ImageFolder.isOne(path) : isNpz(path);
    }

    private static boolean isNpz(Path path) {
        return SortedFolder.name(path).toLowerCase(Locale.ROOT).endsWith(MedMnistFile.SUFFIX);
    }

    private static DataSet at(Path path) {
        if (Files.isDirectory(path)) {
            return new ImageFolder(path);
        }
        if (!Files.exists(path)) {
            throw new InvalidInputException(
                    path + " is not there; name an .npz file or a folder with train and test in it");
        }
        if (!isNpz(path)) {
            throw new InvalidInputException(
                    path + " is no data set; expected an .npz file or a folder with train and test in it");
        }
        return new MedMnistFile(path);
    }

    /** Refuses a data set that a region cannot be trained and tested on. */
    private static DataSet check(DataSet dataSet) {
        List<String> classes = dataSet.classes();
        int[] labels = dataSet.labels(Part.TRAINING);
        if (labels.length < 2) {
            throw new InvalidInputException(dataSet.path() + " has " + labels.length + " training sample"
                    + (labels.length == 1 ? "" : "s") + "; a region needs two at least: add some, or leave it out");
        }
        int[] counts = Stratification.counts(labels, classes.size());
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] == 0) {
                throw new InvalidInputException(dataSet.path() + ": class " + classes.get(c)
                        + " has no training samples; add some, or take the class out of every split");
            }
        }
        if (classes.size() < 2) {
            throw new InvalidInputException(
                    dataSet.path() + " has one class only, " + classes + "; two are needed to tell anything apart");
        }
        if (dataSet.labels(Part.TEST).length == 0) {
            throw new InvalidInputException(
                    dataSet.path() + " has no test samples; add a test split: results are measured on it");
        }
        return dataSet;
    }

    private static ImageSource read(DataSet dataSet, Part part, Preprocessing preprocessing) {
        return read(dataSet, part, Stratification.range(dataSet.labels(part).length), preprocessing);
    }

    private static ImageSource read(DataSet dataSet, Part part, int[] indices, Preprocessing preprocessing) {
        int[] labels = dataSet.labels(part);
        int[] chosen = Arrays.stream(indices).map(i -> labels[i]).toArray();
        return new StoredImages(preprocessing.imageSize(), dataSet.read(part, indices, preprocessing), chosen);
    }

    private static String list(List<Discovery.Skipped> skipped) {
        return skipped.stream().map(Discovery.Skipped::reason).collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
