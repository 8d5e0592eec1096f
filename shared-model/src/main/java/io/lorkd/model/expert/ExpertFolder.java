package io.lorkd.model.expert;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a site's experts lie: each region's card and fused weights, which are all that one expert needs, and beside them in
 * {@code unfused} the backbone once and each region's low-rank part, which are all that many experts need.
 */
public record ExpertFolder(Path folder) {

    private static final String CARD = ".json";

    public Path card(String region) {
        return folder.resolve(region + CARD);
    }

    public Path fused(String region) {
        return folder.resolve(region + ".safetensors");
    }

    public Path unfused() {
        return folder.resolve("unfused");
    }

    /** The backbone that all experts here belong to. */
    public Path backbone() {
        return unfused().resolve("backbone.safetensors");
    }

    /** What the region adds to the backbone: {@code A} and {@code B}, and the tensors that the backbone has not. */
    public Path lowRank(String region) {
        return unfused().resolve(region + ".expert.safetensors");
    }

    /**
     * The regions that have a card, in the order of their names.
     *
     * @throws InvalidInputException when there are none
     */
    public List<String> regions() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> regions = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(CARD))
                    .map(name -> name.substring(0, name.length() - CARD.length()))
                    .sorted()
                    .toList();
            if (regions.isEmpty()) {
                throw new InvalidInputException(
                        folder + " holds no expert's card (*" + CARD + "); expected the experts folder of a site");
            }
            return regions;
        } catch (IOException e) {
            throw new InvalidInputException(folder + " cannot be listed; expected the experts folder of a site", e);
        }
    }
}
