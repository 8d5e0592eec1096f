package io.lorkd.site.train;

import io.lorkd.model.data.volumes.Patches;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.volume.Spacing;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;

import java.util.Optional;

/** How a plan has volumes read, in the model's own words. */
public final class PlannedVolumes {
    /** What of the heap prepared volumes may take; the rest is for everything else that a process does. */
    public static final double SHARE_OF_HEAP = 0.5;

    private PlannedVolumes() {}

    /** @param settings the plan's own */
    public static VolumeReading reading(Plan plan, Segmentation settings) {
        return new VolumeReading(
                spacing(settings),
                new Patches(
                        settings.patch(),
                        settings.foreground(),
                        settings.intensity(),
                        settings.smaller() == Segmentation.Smaller.PAD),
                settings.patchesPerVolume(),
                plan.data().maxTrainingImages(),
                plan.data().heldOut(),
                plan.seed());
    }

    /** What volumes are resampled to; empty keeps each one's own. */
    static Optional<Spacing> spacing(Segmentation settings) {
        return settings.spacing().map(each -> new Spacing(each.get(0), each.get(1), each.get(2)));
    }
}
