package io.lorkd.model.data.volumes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.NiftiFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A folder in the Medical Segmentation Decathlon's layout: {@code imagesTr}, {@code labelsTr} and, if they are there,
 * {@code dataset.json} (labels and modality) and {@code split.csv}. {@code imagesTs} has no masks and is not read.
 */
final class DecathlonFolder {

    private static final String IMAGES = "imagesTr";
    private static final String LABELS = "labelsTr";
    private static final String UNLABELLED = "imagesTs";
    private static final String JSON = "dataset.json";
    private static final String SPLIT = "split.csv";

    private final Path folder;

    DecathlonFolder(Path folder) {
        this.folder = folder;
    }

    static boolean isOne(Path path) {
        return Files.isDirectory(path.resolve(IMAGES)) || Files.isDirectory(path.resolve(LABELS));
    }

    /** @throws InvalidInputException if it cannot be told what is in it */
    VolumeSetDescription describe(String region) {
        for (String needed : List.of(IMAGES, LABELS)) {
            if (!Files.isDirectory(folder.resolve(needed))) {
                throw new InvalidInputException(folder + " has no folder " + needed + "; a set of volumes has both "
                        + IMAGES + " and " + LABELS);
            }
        }
        Optional<JsonNode> json = json();
        String suffix = suffix();
        return new VolumeSetDescription(
                region,
                folder,
                IMAGES + suffix,
                LABELS + suffix,
                json.map(this::modality).orElse(Modality.OTHER),
                json.isPresent() ? declaredClasses(json.get()) : foundClasses(suffix),
                OtherIds.REFUSED,
                Files.exists(folder.resolve(SPLIT)) ? Optional.of(SPLIT) : Optional.empty(),
                List.of(),
                OptionalInt.empty());
    }

    /** What is to be said of the folder's volumes without masks, if it has some. */
    Optional<String> unread() {
        return Files.isDirectory(folder.resolve(UNLABELLED))
                ? Optional.of(folder.resolve(UNLABELLED) + " is not read: its volumes have no masks")
                : Optional.empty();
    }

    private String suffix() {
        String compressed = "/{case}.nii.gz";
        return new CasePattern(folder, IMAGES + compressed).files().isEmpty() ? "/{case}.nii" : compressed;
    }

    private Optional<JsonNode> json() {
        Path file = folder.resolve(JSON);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectMapper().readTree(file.toFile()));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + " is no JSON: " + e.getOriginalMessage() + ", line "
                            + e.getLocation().getLineNr() + "; correct it, or take it away: without it the labels are"
                            + " what the masks have",
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Modality modality(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("modality").forEach(name -> names.add(name.asText()));
        if (names.size() > 1) {
            throw new InvalidInputException(folder.resolve(JSON) + " declares the modalities " + names
                    + "; volumes of one modality are read: give each its files");
        }
        return names.size() == 1 && names.get(0).equalsIgnoreCase("CT") ? Modality.CT : Modality.OTHER;
    }

    /** From {@code "labels": {"0": "background", "1": "name", ...}}. */
    private List<MaskClass> declaredClasses(JsonNode json) {
        JsonNode labels = json.path("labels");
        List<MaskClass> classes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            int id = id(label.getKey());
            if (id > 0) {
                classes.add(new MaskClass(label.getValue().asText(), List.of(id)));
            }
        }
        if (classes.isEmpty()) {
            throw new InvalidInputException(folder.resolve(JSON)
                    + " declares no labels: expected is \"labels\": {\"0\": \"background\", \"1\": \"name\", ...}");
        }
        return classes;
    }

    private int id(String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    folder.resolve(JSON) + " has '" + key
                            + "' among its labels, where a label id was expected: \"labels\":"
                            + " {\"0\": \"background\", \"1\": \"name\", ...}",
                    e);
        }
    }

    /** What the masks have, as {@code label-1}, {@code label-2}, ... */
    private List<MaskClass> foundClasses(String suffix) {
        BitSet found = new CasePattern(folder, LABELS + suffix)
                .files().values().parallelStream()
                        .map(file -> ids(NiftiFile.readMask(file)))
                        .collect(BitSet::new, BitSet::or, BitSet::or);
        found.clear(0);
        if (found.isEmpty()) {
            throw new InvalidInputException(folder.resolve(LABELS) + " has no mask with a label in it; a set of volumes"
                    + " has masks named as its volumes are, with label ids from 1 on");
        }
        return found.stream()
                .mapToObj(id -> new MaskClass("label-" + id, List.of(id)))
                .toList();
    }

    private static BitSet ids(Mask mask) {
        BitSet ids = new BitSet();
        for (int i = 0; i < mask.labels().length; i++) {
            ids.set(mask.label(i));
        }
        return ids;
    }
}
