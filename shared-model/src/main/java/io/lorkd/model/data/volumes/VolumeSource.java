package io.lorkd.model.data.volumes;

/** Volumes with their masks, ready to be read in any order and by several threads at once. */
public interface VolumeSource {

    int size();

    /** The case's name, which no other of its set has. */
    String name(int i);

    /**
     * Reads case {@code i}. What it gives is shared: its arrays are not to be written to.
     *
     * @throws io.lorkd.model.InvalidInputException if a file that is read only now cannot be used
     */
    LabelledVolume read(int i);
}
