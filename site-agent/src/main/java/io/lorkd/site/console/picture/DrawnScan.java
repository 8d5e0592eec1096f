package io.lorkd.site.console.picture;

import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Slices;
import io.lorkd.site.picture.Pictures;

/** A volume that is drawn slice by slice, as slices are asked for. */
record DrawnScan(Pictures.Scan scan, Slices slices) {

    static DrawnScan of(Pictures.Scan scan) {
        return new DrawnScan(scan, new Slices(scan.image()));
    }

    /** The slice to begin with: the one that shows most of the truth, or of the prediction where the truth shows nothing. */
    int first() {
        for (short label : scan.truth().labels()) {
            if (label != 0) {
                return slices.fullest(scan.truth());
            }
        }
        return slices.fullest(scan.prediction());
    }

    /** Whose mask is laid over a slice. */
    enum Layer {
        TRUTH,
        PREDICTION;

        Mask of(Pictures.Scan scan) {
            return this == TRUTH ? scan.truth() : scan.prediction();
        }
    }
}
