package io.lorkd.model.volume;

/** How a volume was taken, as far as it decides what is done to its intensities (paper, 4.1). */
public enum Modality {
    /** Hounsfield units, which mean the same in every volume. */
    CT,
    /** Intensities that mean something only within one volume, such as those of magnetic resonance. */
    OTHER
}
