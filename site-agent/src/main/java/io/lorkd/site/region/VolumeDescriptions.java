package io.lorkd.site.region;

import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Modality;
import io.lorkd.protocol.plan.VolumeSet;

import java.nio.file.Path;

/** Sets of volumes as a plan or a site's file describes them, in the model's own words. */
public final class VolumeDescriptions {
    private VolumeDescriptions() {}

    /**
     * @param base the folder that the set's own is below
     */
    public static VolumeSetDescription of(VolumeSet set, Path base) {
        return new VolumeSetDescription(
                set.region(),
                base.resolve(set.folder()).normalize(),
                set.images(),
                set.labels(),
                switch (set.modality()) {
                    case CT -> Modality.CT;
                    case OTHER -> Modality.OTHER;
                },
                set.classes().stream()
                        .map(each -> new MaskClass(each.name(), each.ids()))
                        .toList(),
                OtherIds.BACKGROUND,
                set.split(),
                set.test(),
                set.patchesPerVolume());
    }
}
