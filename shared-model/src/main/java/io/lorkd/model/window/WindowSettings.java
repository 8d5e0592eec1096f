package io.lorkd.model.window;

import java.util.List;

/**
 * How a window slides.
 *
 * @param patch the window's extents along x, y and z, which the network can take
 * @param overlap of neighbouring windows along each axis, as a share of the window, in [0, 1)
 * @param batch how many windows the network computes at once; more is faster and takes more memory
 */
public record WindowSettings(List<Integer> patch, double overlap, int batch) {

    private static final int AXES = 3;

    public WindowSettings {
        patch = List.copyOf(patch);
        if (patch.size() != AXES || patch.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("a window has three extents of 1 or more, not " + patch);
        }
        if (!(overlap >= 0 && overlap < 1)) {
            throw new IllegalArgumentException("windows overlap by a share in [0, 1), not " + overlap);
        }
        if (batch < 1) {
            throw new IllegalArgumentException("at least one window is computed at once, not " + batch);
        }
    }
}
