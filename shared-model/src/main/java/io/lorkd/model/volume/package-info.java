/** Volumes and masks in space: their files (NIfTI-1), orientation, resampling and preprocessing. Plain Java. */
package io.lorkd.model.volume;
