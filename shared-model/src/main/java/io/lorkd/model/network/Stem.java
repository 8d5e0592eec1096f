package io.lorkd.model.network;

/** How a trunk begins. Both have the same parameters, so weights fit either. */
public enum Stem {
    /** The first convolution with stride 2, then max pooling: for images of 128 pixels and more. */
    STANDARD(2),
    /** The first convolution with stride 1 and no pooling: for images up to 64 pixels. */
    SMALL(1);

    private final int stride;

    Stem(int stride) {
        this.stride = stride;
    }

    int stride() {
        return stride;
    }

    boolean pools() {
        return this == STANDARD;
    }
}
