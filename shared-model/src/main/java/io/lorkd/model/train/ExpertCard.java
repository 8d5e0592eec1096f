package io.lorkd.model.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Stem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one needs to know to use a fused expert: the JSON beside its safetensors.
 *
 * @param classes in the order of the head's outputs
 * @param network as in the catalogue
 * @param imageSize images are resized to this many pixels on a side
 * @param rank the expert's; 0 when it is the shared network with a head
 * @param backboneSha256 of the backbone file that the expert was fused with, in hex
 * @param mean subtracted from each channel of an image in 0...1
 * @param std what the difference is divided by
 */
public record ExpertCard(
        String region,
        List<String> classes,
        String network,
        Stem stem,
        int imageSize,
        int rank,
        String backboneSha256,
        List<Double> mean,
        List<Double> std) {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

    public ExpertCard {
        classes = List.copyOf(classes);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (classes.isEmpty() || imageSize < 1) {
            throw new IllegalArgumentException(
                    "an expert has classes and an image size above 0, not " + classes + " and " + imageSize);
        }
    }

    /** @throws InvalidInputException when the file is not there or is no expert's card */
    public static ExpertCard read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), ExpertCard.class);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + " does not describe an expert: " + e.getOriginalMessage()
                            + ". Name the JSON that was written beside the expert's safetensors.",
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + " cannot be read. The JSON that describes an expert lies beside its safetensors.", e);
        }
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
