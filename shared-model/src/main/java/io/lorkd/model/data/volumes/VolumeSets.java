package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Discovery.Skipped;
import io.lorkd.model.data.RegionNames;
import io.lorkd.model.data.SeededRandom;
import io.lorkd.model.data.SortedFolder;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/** Finds and opens sets of volumes: folders in the Medical Segmentation Decathlon's layout, and what is described. */
public final class VolumeSets {

    private VolumeSets() {}

    /**
     * Finds the folders in the Decathlon's layout in a folder, also one level down; or the one that the path itself is.
     * Hidden files do not count. Without a {@code dataset.json} all masks are read, for the labels in them.
     *
     * @throws InvalidInputException if the path is not there, is itself a set that cannot be used, or has none that can
     */
    public static VolumeDiscovery discover(Path path) {
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(path + " is no folder; name a folder of sets of volumes, or a set: a folder"
                    + " with imagesTr and labelsTr in it");
        }
        RegionNames names = new RegionNames();
        if (DecathlonFolder.isOne(path)) {
            return new VolumeDiscovery(
                    List.of(found(path, names.next(path.toAbsolutePath().normalize()))), List.of(), true);
        }
        List<VolumeDiscovery.Found> usable = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (Path folder : decathlonFolders(path)) {
            try {
                usable.add(found(folder, names.next(folder)));
            } catch (InvalidInputException e) {
                skipped.add(new Skipped(folder, e.getMessage()));
            }
        }
        if (usable.isEmpty()) {
            throw new InvalidInputException(path + " has no set of volumes that can be used, a folder with imagesTr and"
                    + " labelsTr in it, also one level down" + list(skipped));
        }
        return new VolumeDiscovery(usable, skipped, false);
    }

    /**
     * Looks for the sets that are described. One that is not there, or cannot be used, is skipped with its reason: a site
     * has some of a plan's sets only.
     *
     * @throws InvalidInputException if none can be used
     */
    public static VolumeDiscovery discover(List<VolumeSetDescription> sets) {
        List<VolumeDiscovery.Found> usable = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (VolumeSetDescription set : sets) {
            try {
                usable.add(new VolumeDiscovery.Found(set, summarise(set)));
            } catch (InvalidInputException e) {
                skipped.add(new Skipped(set.folder(), e.getMessage()));
            }
        }
        if (usable.isEmpty()) {
            throw new InvalidInputException(
                    "none of the sets of volumes that are described can be used" + list(skipped));
        }
        return new VolumeDiscovery(usable, skipped, false);
    }

    /** Whether the path is a folder in the Decathlon's layout. */
    public static boolean isOne(Path path) {
        return DecathlonFolder.isOne(path);
    }

    /**
     * What a folder in the Decathlon's layout says of itself. Without a {@code dataset.json} all masks are read, for the
     * labels in them.
     *
     * @param region the name that it goes by
     * @throws InvalidInputException if it cannot be told what is in it
     */
    public static VolumeSetDescription describe(Path folder, String region) {
        return new DecathlonFolder(folder).describe(region);
    }

    /**
     * Looks at a set without reading its volumes.
     *
     * @throws InvalidInputException if there is nothing to train on or to test on, naming what and where
     */
    public static VolumeSetSummary summarise(VolumeSetDescription set) {
        Cases cases = Cases.of(set);
        return new VolumeSetSummary(
                set.classNames(), cases.training().size(), cases.test().size(), cases.notes());
    }

    /**
     * Opens a set and reads its volumes, as far as there is memory for them; of the others it looks at the headers.
     *
     * @throws InvalidInputException if a file cannot be used, or a class is in no training mask, naming what and where
     */
    public static RegionVolumes open(VolumeSetDescription set, VolumeReading reading, VolumeMemory memory) {
        Cases cases = Cases.of(set);
        List<VolumeCase> order = drawn(cases.training(), set.region(), reading.seed());
        int heldOut = cases.validation().isEmpty()
                ? (int) Math.min(order.size() - 1L, Math.round(reading.heldOut() * order.size()))
                : 0;
        int kept = Math.min(order.size() - heldOut, reading.maxTrainingVolumes().orElse(order.size()));
        CaseReader reader = new CaseReader(set, reading);
        StoredVolumes training =
                StoredVolumes.open(sorted(order.subList(heldOut, heldOut + kept)), VolumePart.TRAINING, reader, memory);
        requireEveryClass(set, training);
        List<VolumeCase> validation = heldOut > 0 ? sorted(order.subList(0, heldOut)) : cases.validation();
        return new RegionVolumes(
                set.region(),
                set.classNames(),
                set.classes().stream().map(each -> each.ids().get(0)).toList(),
                set.modality(),
                training,
                StoredVolumes.open(validation, VolumePart.VALIDATION, reader, memory),
                StoredVolumes.open(cases.test(), VolumePart.TEST, reader, memory),
                set.patchesPerVolume().orElse(reading.patchesPerVolume()));
    }

    /** In an order drawn from the seed, the same for the same cases. */
    private static List<VolumeCase> drawn(List<VolumeCase> cases, String region, long seed) {
        int[] order = IntStream.range(0, cases.size()).toArray();
        SeededRandom.shuffle(order, SeededRandom.of(seed, "training split of " + region));
        return IntStream.of(order).mapToObj(cases::get).toList();
    }

    private static List<VolumeCase> sorted(List<VolumeCase> cases) {
        return cases.stream().sorted(Comparator.comparing(VolumeCase::name)).toList();
    }

    /** Where all training volumes are in memory; to find out of others would mean to read them all. */
    private static void requireEveryClass(VolumeSetDescription set, StoredVolumes training) {
        BitSet seen = new BitSet();
        for (Optional<LabelledVolume> volume : training.kept()) {
            if (volume.isEmpty()) {
                return;
            }
            for (short label : volume.get().mask().labels()) {
                seen.set(label);
            }
        }
        int missing = seen.nextClearBit(1);
        if (missing <= set.classes().size()) {
            MaskClass absent = set.classes().get(missing - 1);
            throw new InvalidInputException(
                    set.folder() + ": the class " + absent.name() + " (label ids " + absent.ids()
                            + ") is in none of the " + training.size() + " training masks of " + set.region()
                            + "; correct its ids, take it out, or train on cases that have it");
        }
    }

    private static VolumeDiscovery.Found found(Path folder, String region) {
        DecathlonFolder decathlon = new DecathlonFolder(folder);
        VolumeSetDescription set = decathlon.describe(region);
        VolumeSetSummary summary = summarise(set);
        return new VolumeDiscovery.Found(
                set, decathlon.unread().map(summary::withNote).orElse(summary));
    }

    private static List<Path> decathlonFolders(Path path) {
        return SortedFolder.children(path).stream()
                .filter(Files::isDirectory)
                .flatMap(child -> DecathlonFolder.isOne(child)
                        ? Stream.of(child)
                        : SortedFolder.children(child).stream()
                                .filter(Files::isDirectory)
                                .filter(DecathlonFolder::isOne))
                .toList();
    }

    private static String list(List<Skipped> skipped) {
        return skipped.isEmpty() ? "" : skipped.stream().map(Skipped::reason).collect(joining("\n  ", ":\n  ", ""));
    }
}
