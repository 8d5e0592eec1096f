package io.lorkd.model.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Stem;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a foundation model's file says of itself, in the metadata of its safetensors, so that it travels with the tensors.
 *
 * @param network as in the catalogue
 * @param classes {@code region/class}, in the order of the unified head's outputs
 */
public record TeacherCard(String network, Stem stem, List<String> classes) {
    private static final String NETWORK = "network";
    private static final String STEM = "stem";
    private static final String CLASSES = "classes";
    private static final ObjectMapper JSON = new ObjectMapper();

    public TeacherCard {
        classes = List.copyOf(classes);
    }

    /**
     * Which of the unified head's outputs are a region's classes.
     *
     * @param file for messages
     * @throws InvalidInputException where it lacks one
     */
    public int[] outputs(String region, List<String> wanted, Path file) {
        int[] outputs = new int[wanted.size()];
        for (int c = 0; c < outputs.length; c++) {
            String name = region + "/" + wanted.get(c);
            outputs[c] = classes.indexOf(name);
            if (outputs[c] < 0) {
                throw new InvalidInputException(
                        file + ": this teacher knows no class " + name + "; it knows " + String.join(", ", classes));
            }
        }
        return outputs;
    }

    public Map<String, String> metadata() {
        try {
            return Map.of(
                    NETWORK, network,
                    STEM, stem.name().toLowerCase(Locale.ROOT),
                    CLASSES, JSON.writeValueAsString(classes));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("names can be written as JSON", e);
        }
    }

    /**
     * @param file for messages
     * @return empty where the file says nothing, as those of other makers
     * @throws InvalidInputException where what it says cannot be read
     */
    public static Optional<TeacherCard> of(Map<String, String> metadata, Path file) {
        if (!metadata.containsKey(NETWORK) || !metadata.containsKey(STEM) || !metadata.containsKey(CLASSES)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TeacherCard(
                    metadata.get(NETWORK),
                    Stem.valueOf(metadata.get(STEM).toUpperCase(Locale.ROOT)),
                    JSON.readValue(metadata.get(CLASSES), new TypeReference<List<String>>() {})));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InvalidInputException(
                    file + ": its metadata " + metadata + " does not describe a foundation model: " + e.getMessage(),
                    e);
        }
    }
}
