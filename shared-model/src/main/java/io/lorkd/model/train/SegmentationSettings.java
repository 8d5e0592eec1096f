package io.lorkd.model.train;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What training needs to know of segmentation, and classification does not look at.
 *
 * @param prompts safetensors of class name -> prompt for a network with a query decoder; without, prompts are drawn from
 *     the classes' names
 */
public record SegmentationSettings(Dice dice, Optional<Path> prompts) {

    /** What the paper's foundation model does, without a table of prompts. */
    public static final SegmentationSettings USUAL = new SegmentationSettings(Dice.PER_CLASS, Optional.empty());

    public SegmentationSettings {
        Objects.requireNonNull(dice, "dice");
        Objects.requireNonNull(prompts, "prompts");
    }

    /** Over what the Dice term's sums run. */
    public enum Dice {
        /** Each class of each sample by itself, then the mean over them. */
        PER_CLASS,
        /** All classes of a sample together (Eq. 7 as printed). */
        GLOBAL
    }
}
