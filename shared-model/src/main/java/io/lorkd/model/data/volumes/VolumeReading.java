package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Spacing;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a run reads its volumes.
 *
 * @param spacing what volumes are resampled to; empty keeps each one's own
 * @param patches what a training patch and a prediction's window are
 * @param patchesPerVolume how many patches of each training volume one pass reads, where a set says no other
 * @param maxTrainingVolumes at most so many training volumes; the same ones for the same seed
 * @param heldOut share of the training volumes that becomes the validation part where a set has none, 0 up to, but not
 *     including, 1; the last training volume stays
 * @param seed of whatever is drawn
 */
public record VolumeReading(
        Optional<Spacing> spacing,
        Patches patches,
        int patchesPerVolume,
        OptionalInt maxTrainingVolumes,
        double heldOut,
        long seed) {

    public VolumeReading {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new IllegalArgumentException("heldOut is " + heldOut + "; it must be 0 up to, but not including, 1");
        }
    }
}
