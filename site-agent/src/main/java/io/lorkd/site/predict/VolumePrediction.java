package io.lorkd.site.predict;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Preview;
import io.lorkd.model.volume.Spacing;
import io.lorkd.model.window.Segmenter.Progress;
import io.lorkd.model.window.SlidingWindow;
import io.lorkd.model.window.WindowSettings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From a scan's file to its mask's: prepared as the card says, predicted window by window, brought back to the scan's own
 * grid, with the labels that the classes have in mask files.
 */
public final class VolumePrediction {

    /** The least at which the engine computes 3D convolutions by its fast way; more would take more memory. */
    private static final int WINDOWS_AT_ONCE = 2;

    private final SegmentationCard card;
    private final SlidingWindow segmenter;
    private final Preparation preparation;
    private final WindowSettings windows;

    /**
     * @param voxels of each class, by its name
     * @param millilitres of each class
     */
    public record Predicted(Map<String, Long> voxels, Map<String, Double> millilitres) {}

    /** @throws InvalidInputException when the network cannot take windows of the card's extents */
    public VolumePrediction(Expert.OfVolumes expert) {
        this.card = expert.card();
        List<Integer> patch = card.patch();
        FusedExpert.networkOf(card).checkExtents(List.of(patch.get(2), patch.get(1), patch.get(0)));
        this.segmenter = new SlidingWindow(expert.network());
        this.preparation = new Preparation(spacing(card), card.modality());
        this.windows = new WindowSettings(patch, card.overlap(), WINDOWS_AT_ONCE);
    }

    private static Optional<Spacing> spacing(SegmentationCard card) {
        List<Double> spacing = card.spacing();
        return spacing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Spacing(spacing.get(0), spacing.get(1), spacing.get(2)));
    }

    /**
     * Looks at the header alone.
     *
     * @throws InvalidInputException when the volume cannot be predicted
     */
    public void check(Path in) {
        Grid prepared = prepared(in);
        boolean smaller = false;
        for (int axis = 0; axis < 3; axis++) {
            smaller |= prepared.extent(axis) < card.patch().get(axis);
        }
        if (smaller && card.smaller() == SegmentationCard.Smaller.REFUSE) {
            throw new InvalidInputException(in + " has " + prepared.x() + " x " + prepared.y() + " x " + prepared.z()
                    + " voxels as the expert of " + card.region() + " prepares it, less than the window of "
                    + card.patch()
                    + "; with \"smaller\": \"PAD\" in the expert's card (segmentation.smaller: pad in the"
                    + " plan) it would be padded");
        }
    }

    private Grid prepared(Path in) {
        Grid original = NiftiFile.grid(in);
        try {
            return preparation.grid(original);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(in + ": " + e.getMessage(), e);
        }
    }

    /**
     * @param preview whether a picture is written beside the mask
     * @throws InvalidInputException when the volume cannot be read or predicted, or the mask not written; then there is none
     */
    public Predicted predict(VolumeFiles.Pair files, Progress progress, boolean preview) {
        check(files.in());
        Grid original = NiftiFile.grid(files.in());
        Mask mask = labelled(preparation.restore(
                segmenter.segment(preparation.prepare(NiftiFile.read(files.in())), windows, progress), original));
        NiftiFile.write(files.out(), mask);
        if (preview) {
            preview(files, mask);
        }
        return count(mask);
    }

    /** Of the scan as it is, read again: while it was predicted, only what was prepared of it was in memory. */
    private void preview(VolumeFiles.Pair files, Mask mask) {
        Map<Integer, String> names = new LinkedHashMap<>();
        card.classes().forEach(each -> names.put(each.label(), each.name()));
        new Preview(card.modality(), names).png(files.preview(), NiftiFile.read(files.in()), mask, Optional.empty());
    }

    /** In place: from places in the list of classes to labels. */
    private Mask labelled(Mask mask) {
        short[] labels = mask.labels();
        short[] ofPlace = new short[card.classes().size() + 1];
        for (int c = 1; c < ofPlace.length; c++) {
            ofPlace[c] = (short) card.classes().get(c - 1).label();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = ofPlace[labels[i]];
        }
        return mask;
    }

    private Predicted count(Mask mask) {
        long[] perLabel = new long[1 << Short.SIZE];
        for (int i = 0; i < mask.labels().length; i++) {
            perLabel[mask.label(i)]++;
        }
        Grid grid = mask.grid();
        double cubicMillimetres = grid.spacing(0) * grid.spacing(1) * grid.spacing(2);
        Map<String, Long> voxels = new LinkedHashMap<>();
        Map<String, Double> millilitres = new LinkedHashMap<>();
        for (SegmentationCard.MaskClass each : card.classes()) {
            voxels.put(each.name(), perLabel[each.label()]);
            millilitres.put(each.name(), perLabel[each.label()] * cubicMillimetres / 1000);
        }
        return new Predicted(voxels, millilitres);
    }
}
