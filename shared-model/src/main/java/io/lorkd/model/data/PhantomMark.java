package io.lorkd.model.data;

/**
 * One mark of a phantom: the vocabulary that all regions share. How a mark is drawn depends on nothing but this.
 *
 * @param tone brighter or darker than the tissue around it
 */
record PhantomMark(Form form, Tone tone) {

    enum Form {
        DISC,
        RING,
        /** A round patch of horizontal stripes. */
        HORIZONTAL_STRIPES,
        /** A round patch of vertical stripes. */
        VERTICAL_STRIPES
    }

    enum Tone {
        BRIGHT,
        DARK
    }
}
