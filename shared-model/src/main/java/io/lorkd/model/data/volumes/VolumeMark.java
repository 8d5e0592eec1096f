package io.lorkd.model.data.volumes;

/**
 * One structure of a phantom volume: the vocabulary that all regions share. How it is drawn depends on nothing but this.
 *
 * @param tone brighter or darker than the tissue around it
 */
record VolumeMark(Form form, Tone tone) {

    enum Form {
        BALL,
        /** A hollow ball; its hollow is part of it. */
        SHELL,
        /** A straight rod with round ends, in any direction. */
        TUBE
    }

    enum Tone {
        BRIGHT,
        DARK
    }
}
