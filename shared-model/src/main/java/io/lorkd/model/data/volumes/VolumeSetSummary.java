package io.lorkd.model.data.volumes;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a set before its volumes are read.
 *
 * @param trainingVolumes all of them, before any are held out or left out
 * @param notes what of the set is left out, in sentences
 */
public record VolumeSetSummary(List<String> classes, int trainingVolumes, int testVolumes, List<String> notes) {

    public VolumeSetSummary {
        classes = List.copyOf(classes);
        notes = List.copyOf(notes);
    }

    VolumeSetSummary withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new VolumeSetSummary(classes, trainingVolumes, testVolumes, more);
    }
}
