package io.lorkd.model.window;

import java.util.ArrayList;
import java.util.List;

/**
 * Where windows lie along one axis.
 *
 * @param extent of the volume
 * @param window extent of a window
 * @param starts of the windows in order, counted from the volume's first voxel. Where the volume is smaller than the
 *     window there is one, at 0 or before: half of what is missing lies in front, the odd voxel behind.
 */
record WindowAxis(int extent, int window, List<Integer> starts) {

    WindowAxis {
        starts = List.copyOf(starts);
    }

    /** As few windows as the overlap allows, spread evenly, the first and the last at the volume's borders. */
    static WindowAxis of(int extent, int window, double overlap) {
        int room = extent - window;
        if (room <= 0) {
            return new WindowAxis(extent, window, List.of(-(-room / 2)));
        }
        double step = Math.max(1, window * (1 - overlap));
        int steps = (int) Math.ceil(room / step);
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            starts.add((int) Math.round((double) room * i / steps));
        }
        return new WindowAxis(extent, window, starts);
    }

    /** A Gaussian in the window's middle, an eighth of its extent wide: a window knows least about its border. */
    float[] weights() {
        double deviation = window / 8.0;
        double centre = (window - 1) / 2.0;
        float[] weights = new float[window];
        for (int i = 0; i < window; i++) {
            double distance = (i - centre) / deviation;
            weights[i] = (float) Math.exp(-distance * distance / 2);
        }
        return weights;
    }

    /** The first place in a window that is in the volume. */
    int from(int start) {
        return Math.max(0, -start);
    }

    /** The first place in a window, behind {@link #from}, that is out of the volume. */
    int to(int start) {
        return Math.min(window, extent - start);
    }
}
