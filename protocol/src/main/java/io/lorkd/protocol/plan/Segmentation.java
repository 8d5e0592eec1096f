package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

import java.util.List;
import java.util.Optional;

/**
 * Volumes and their masks in place of images and their classes (paper, 4.1). Lists of three count right to left, back
 * to front and down to up (RAS).
 *
 * @param head what makes logits of the last feature map
 * @param prompts a safetensors file, at every site, of 768 values per class; empty draws each from its class's name
 * @param patch extents of a training patch and of a prediction's window
 * @param spacing what volumes are resampled to; empty keeps each volume's own
 * @param smaller what is done with a volume that is smaller than the patch
 * @param foreground share of training patches that are centred on a voxel of a class
 * @param patchesPerVolume what a volume counts as in one pass
 * @param intensity largest relative change of contrast and brightness in training
 * @param overlap of neighbouring windows, as a share of a window's extent
 * @param dice whose sums are divided: each class's in each sample, or all of a sample's (Eq. 7)
 * @param tolerance of the normalised surface distance
 */
public record Segmentation(
        @Key(
                value = "convolution: a 1x1x1 convolution for each region, kept at the site; query: the shared query"
                        + " decoder of the paper's foundation model",
                defaultValue = "convolution")
        Head head,

        @Key("safetensors file of class prompts for the query head, at every site; none draws them from the names")
        Optional<String> prompts,

        @Key(
                value = "extents of a training patch and of a prediction's window: right-left, back-front, down-up",
                defaultValue = "[32, 32, 32]",
                unit = "voxels",
                min = 8,
                max = 512)
        List<Integer> patch,

        @Key(
                value = "voxel size that volumes are resampled to, in the patch's order; none keeps each volume's own",
                unit = "mm",
                min = 0.05,
                max = 50)
        Optional<List<Double>> spacing,

        @Key(value = "what is done with a volume smaller than the patch: refuse it, or pad it", defaultValue = "refuse")
        Smaller smaller,

        @Key(
                value = "share of training patches that are centred on a voxel of a class",
                defaultValue = "0.67",
                min = 0,
                max = 1)
        double foreground,

        @Key(
                value = "training patches of a volume in one pass",
                defaultValue = "1",
                unit = "patches",
                min = 1,
                max = 100_000)
        int patchesPerVolume,

        @Key(
                value = "largest relative change of contrast and brightness in training",
                defaultValue = "0.1",
                min = 0,
                max = 1)
        double intensity,

        @Key(
                value = "overlap of neighbouring windows in prediction, as a share of a window",
                defaultValue = "0.5",
                min = 0,
                max = 0.9)
        double overlap,

        @Key(
                value = "Dice of each class of each sample, or global: of each sample's classes together (Eq. 7)",
                defaultValue = "per-class")
        Dice dice,

        @Key(
                value = "tolerance of the normalised surface distance (NSD)",
                defaultValue = "1",
                unit = "mm",
                min = 0,
                max = 100)
        double tolerance) {
    public Segmentation {
        patch = List.copyOf(patch);
        spacing = spacing.map(List::copyOf);
    }

    public enum Head {
        CONVOLUTION,
        QUERY
    }

    public enum Smaller {
        REFUSE,
        PAD
    }

    public enum Dice {
        PER_CLASS,
        GLOBAL
    }
}
