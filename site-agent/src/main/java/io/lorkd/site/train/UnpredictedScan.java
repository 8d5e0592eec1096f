package io.lorkd.site.train;

import io.lorkd.model.data.volumes.LabelledVolume;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeSource;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.model.volume.Box;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Volume;
import io.lorkd.model.window.WindowSettings;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.site.picture.Part;
import io.lorkd.site.picture.Pictures;
import io.lorkd.site.picture.Unpredicted;

/**
 * A volume, cut to one patch around what is to be found in it: what it takes, in memory and in time, is what one patch of a
 * training step takes, however large the scan is.
 *
 * @param image prepared and cut
 * @param truth on its grid
 */
record UnpredictedScan(
        RegionVolumes region,
        Part part,
        int samples,
        int page,
        String name,
        boolean whole,
        Volume image,
        Mask truth,
        WindowSettings window)
        implements Unpredicted {

    static UnpredictedScan read(RegionVolumes region, int page, Segmentation settings) {
        Part part = ShownRegion.part(each -> source(region, each).size());
        VolumeSource source = source(region, part);
        LabelledVolume volume = source.read(page % source.size());
        Grid grid = volume.image().grid();
        // A test part's masks are at the scans' own resolution.
        Mask truth = part == Part.TEST
                ? new Preparation(PlannedVolumes.spacing(settings), region.modality()).prepare(volume.mask())
                : volume.mask();
        Box box = Box.around(truth, settings.patch());
        return new UnpredictedScan(
                region,
                part,
                source.size(),
                page,
                volume.name(),
                box.part().voxels() == grid.voxels(),
                box.of(volume.image()),
                box.of(truth),
                new WindowSettings(settings.patch(), settings.overlap(), 1));
    }

    private static VolumeSource source(RegionVolumes region, Part part) {
        return switch (part) {
            case HELD_OUT -> region.validation();
            case TEST -> region.test();
            case TRAINING -> region.training();
        };
    }

    @Override
    public Pictures by(TrainingSession session, String model) {
        Mask prediction = session.segmenter(region.region()).segment(image, window);
        return new Pictures(
                region.region(),
                region.classes(),
                part,
                samples,
                page,
                model,
                new Pictures.Scan(name, whole, image, truth, prediction));
    }
}
