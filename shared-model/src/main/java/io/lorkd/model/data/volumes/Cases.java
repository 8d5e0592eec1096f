package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.SeededRandom;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A set's cases, as they are kept on disk: found, and divided into the parts that the set itself has.
 *
 * @param validation empty where the set has no such part
 * @param notes what was left out, in sentences
 */
record Cases(List<VolumeCase> training, List<VolumeCase> validation, List<VolumeCase> test, List<String> notes) {

    private static final int SHOWN = 5;
    private static final double TEST_SHARE = 0.2;

    /** @throws InvalidInputException if there is nothing to train on, or nothing to test on */
    static Cases of(VolumeSetDescription set) {
        List<String> notes = new ArrayList<>();
        SortedMap<String, VolumeCase> cases = new TreeMap<>();
        CasePattern images = new CasePattern(set.folder(), set.images());
        CasePattern labels = new CasePattern(set.folder(), set.labels());
        if (!Files.isDirectory(set.folder())) {
            throw new InvalidInputException("there is no folder " + set.folder() + " of volumes of " + set.region());
        }
        SortedMap<String, Path> found = images.files();
        List<String> unlabelled = new ArrayList<>();
        found.forEach((name, image) -> {
            Path mask = labels.of(name);
            if (Files.isRegularFile(mask)) {
                cases.put(name, new VolumeCase(name, image, mask));
            } else {
                unlabelled.add(name);
            }
        });
        if (cases.isEmpty()) {
            throw new InvalidInputException(
                    found.isEmpty()
                            ? "no file fits " + images + "; correct the pattern of the images, or add some"
                            : "no mask fits " + labels + ", though " + found.size() + " volumes fit " + images
                                    + "; correct the pattern of the labels, or add some");
        }
        if (!unlabelled.isEmpty()) {
            notes.add("left out of " + set.region() + ", having no mask (" + labels + "): " + shown(unlabelled));
        }
        return divide(set, cases, unlabelled, notes);
    }

    private static Cases divide(
            VolumeSetDescription set,
            SortedMap<String, VolumeCase> cases,
            List<String> unlabelled,
            List<String> notes) {
        Map<String, VolumePart> parts = parts(set, cases.keySet());
        requireThere(set, parts, cases.keySet(), unlabelled);
        Map<VolumePart, List<VolumeCase>> divided = new EnumMap<>(VolumePart.class);
        for (VolumePart part : VolumePart.values()) {
            divided.put(part, new ArrayList<>());
        }
        List<String> unlisted = new ArrayList<>();
        cases.forEach((name, each) -> {
            if (parts.containsKey(name)) {
                divided.get(parts.get(name)).add(each);
            } else {
                unlisted.add(name);
            }
        });
        if (!unlisted.isEmpty()) {
            notes.add("left out of " + set.region() + ", not being in "
                    + set.split().orElseThrow() + ": " + shown(unlisted));
        }
        requireSome(set, divided.get(VolumePart.TRAINING), "train on");
        requireSome(set, divided.get(VolumePart.TEST), "test on");
        return new Cases(
                List.copyOf(divided.get(VolumePart.TRAINING)),
                List.copyOf(divided.get(VolumePart.VALIDATION)),
                List.copyOf(divided.get(VolumePart.TEST)),
                List.copyOf(notes));
    }

    private static Map<String, VolumePart> parts(VolumeSetDescription set, Collection<String> names) {
        if (set.split().isPresent()) {
            return SplitFile.read(set.folder().resolve(set.split().get()));
        }
        Collection<String> test = set.test().isEmpty() ? drawn(names) : set.test();
        Map<String, VolumePart> parts = new LinkedHashMap<>();
        names.forEach(name -> parts.put(name, VolumePart.TRAINING));
        test.forEach(name -> parts.put(name, VolumePart.TEST));
        return parts;
    }

    /**
     * A fifth of the cases, one at least where there are two, drawn by their names alone: in whatever run, with whatever
     * seed, no case is tested on that another run trained on.
     */
    private static Collection<String> drawn(Collection<String> names) {
        List<String> sorted = List.copyOf(new TreeSet<>(names));
        int[] order = IntStream.range(0, sorted.size()).toArray();
        SeededRandom.shuffle(order, SeededRandom.of(0, String.join("\n", sorted)));
        int count = sorted.size() < 2 ? 0 : (int) Math.max(1, Math.round(TEST_SHARE * sorted.size()));
        return IntStream.range(0, count).mapToObj(i -> sorted.get(order[i])).toList();
    }

    private static void requireThere(
            VolumeSetDescription set,
            Map<String, VolumePart> parts,
            Collection<String> there,
            List<String> unlabelled) {
        List<String> missing =
                parts.keySet().stream().filter(name -> !there.contains(name)).toList();
        if (!missing.isEmpty()) {
            String source = set.split()
                    .map(split -> set.folder().resolve(split).toString())
                    .orElse("the list of test cases of " + set.region());
            boolean onlyMasks = unlabelled.containsAll(missing);
            throw new InvalidInputException(source + " names what is not there: " + shown(missing) + "; "
                    + (onlyMasks
                            ? "the volume is, but no mask (" + new CasePattern(set.folder(), set.labels()) + ")"
                            : "cases are the files that fit " + new CasePattern(set.folder(), set.images())
                                    + ", such as " + shown(List.copyOf(there))));
        }
    }

    private static void requireSome(VolumeSetDescription set, List<VolumeCase> part, String purpose) {
        if (part.isEmpty()) {
            throw new InvalidInputException(set.folder() + " has no case to " + purpose + " for " + set.region() + "; "
                    + (set.split().isPresent()
                            ? "give some in " + set.split().get()
                            : "it needs two cases at least, one of them left to train on and one to test on"));
        }
    }

    private static String shown(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
