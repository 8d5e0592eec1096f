package io.lorkd.model.expert;

import io.lorkd.model.volume.Modality;

import java.util.List;

/**
 * Of an expert that says of each voxel of a volume which class it is, if any. Lists of three count right to left, back to
 * front and down to up (RAS).
 *
 * @param classes in the order of the head's outputs
 * @param head what makes logits of the last feature map
 * @param patch extents of a window in voxels
 * @param spacing what volumes are resampled to, in millimetres; empty keeps each volume's own
 * @param modality what is done to a volume's intensities
 * @param smaller what is done with a volume that is smaller than the patch
 * @param overlap of neighbouring windows, as a share of a window's extent
 */
public record SegmentationCard(
        String region,
        List<MaskClass> classes,
        String network,
        Head head,
        List<Integer> patch,
        List<Double> spacing,
        Modality modality,
        Smaller smaller,
        double overlap,
        int rank,
        String backboneSha256)
        implements ExpertCard {

    private static final int AXES = 3;

    /** @param label the number that stands for the class in a mask's file; 0 is background */
    public record MaskClass(String name, int label) {
        public MaskClass {
            if (label < 1 || label > 0xFFFF) {
                throw new IllegalArgumentException("the label of " + name + " is 1 to 65535, not " + label);
            }
        }
    }

    public enum Head {
        /** A 1x1x1 convolution of the region's own. */
        CONVOLUTION,
        /** The query decoder, with the prompts of the region's classes. */
        QUERY
    }

    public enum Smaller {
        REFUSE,
        PAD
    }

    public SegmentationCard {
        classes = List.copyOf(classes);
        patch = List.copyOf(patch);
        spacing = List.copyOf(spacing);
        if (classes.isEmpty() || rank < 0) {
            throw new IllegalArgumentException(
                    "an expert has classes and a rank of 0 or more, not " + classes + " and " + rank);
        }
        if (classes.stream().map(MaskClass::label).distinct().count() != classes.size()) {
            throw new IllegalArgumentException("classes have labels of their own, not " + classes);
        }
        if (patch.size() != AXES || patch.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("patch is three extents above 0, not " + patch);
        }
        if (!spacing.isEmpty()
                && (spacing.size() != AXES || spacing.stream().anyMatch(each -> !(each > 0 && each < 1e6)))) {
            throw new IllegalArgumentException("spacing is three lengths above 0, or empty, not " + spacing);
        }
        if (!(overlap >= 0 && overlap < 1)) {
            throw new IllegalArgumentException("overlap is 0 to below 1, not " + overlap);
        }
    }

    @Override
    public List<String> classNames() {
        return classes.stream().map(MaskClass::name).toList();
    }
}
