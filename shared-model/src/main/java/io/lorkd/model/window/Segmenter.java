package io.lorkd.model.window;

import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;

/** Tells the classes of one region apart in a volume. */
public interface Segmenter {

    /**
     * @param prepared as the network was trained: oriented, resampled and normalised
     * @return on the volume's grid: 0 for background, c + 1 for class c; a voxel belongs to the class of its largest logit
     *     if that is above 0
     */
    Mask segment(Volume prepared, WindowSettings windows, Progress progress);

    /** Without telling how far it is. */
    default Mask segment(Volume prepared, WindowSettings windows) {
        return segment(prepared, windows, (done, of) -> {});
    }

    /** Told after every few windows. */
    interface Progress {

        void done(int windows, int of);
    }
}
