package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Mask;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

import static java.util.stream.Collectors.joining;

/** Turns label ids, as files have them, into classes: 0 for background, c + 1 for class c. */
final class ClassLabels {

    private static final int IDS = 65_536;
    private static final short UNKNOWN = -1;

    private final VolumeSetDescription set;
    private final short[] labelOfId = new short[IDS];

    ClassLabels(VolumeSetDescription set) {
        this.set = set;
        if (set.otherIds() == OtherIds.REFUSED) {
            Arrays.fill(labelOfId, 1, IDS, UNKNOWN);
        }
        for (int c = 0; c < set.classes().size(); c++) {
            for (int id : set.classes().get(c).ids()) {
                labelOfId[id] = (short) (c + 1);
            }
        }
    }

    /** @throws InvalidInputException if the mask has ids that are refused, naming them */
    Mask of(Mask ids, Path file) {
        short[] labels = new short[ids.labels().length];
        BitSet unknown = new BitSet();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labelOfId[ids.label(i)];
            if (labels[i] == UNKNOWN) {
                unknown.set(ids.label(i));
            }
        }
        if (!unknown.isEmpty()) {
            List<Integer> found = unknown.stream().boxed().toList();
            throw new InvalidInputException(file + " has the label" + (found.size() == 1 ? " " : "s ")
                    + found.stream().map(String::valueOf).collect(joining(", "))
                    + ", which the set does not declare; declared are "
                    + set.classes().stream().map(String::valueOf).collect(joining(", "))
                    + ": correct the mask, or declare the label");
        }
        return new Mask(ids.grid(), labels);
    }
}
