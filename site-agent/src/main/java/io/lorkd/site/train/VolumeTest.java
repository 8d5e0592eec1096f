package io.lorkd.site.train;

import io.lorkd.model.data.volumes.LabelledVolume;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeSource;
import io.lorkd.model.metric.SegmentationMetrics;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.window.Segmenter;
import io.lorkd.model.window.WindowSettings;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.plan.Segmentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A region's test: whole volumes, scored on the scans' own grids, in millimetres. */
record VolumeTest(Segmentation settings, RegionVolumes region) {
    /** Windows that the network computes at once. */
    private static final int WINDOWS = 4;

    Scores.Segmentation score(Segmenter segmenter) {
        WindowSettings windows = new WindowSettings(settings.patch(), settings.overlap(), WINDOWS);
        Preparation preparation = new Preparation(PlannedVolumes.spacing(settings), region.modality());
        VolumeSource test = region.test();
        List<SegmentationMetrics> volumes = new ArrayList<>();
        for (int i = 0; i < test.size(); i++) {
            LabelledVolume volume = test.read(i);
            Mask truth = volume.mask();
            Mask predicted = preparation.restore(segmenter.segment(volume.image(), windows), truth.grid());
            volumes.add(
                    SegmentationMetrics.of(predicted, truth, region.classes().size(), settings.tolerance()));
        }
        return scores(SegmentationMetrics.mean(volumes));
    }

    private Scores.Segmentation scores(SegmentationMetrics mean) {
        Map<String, Scores.Overlap> classes = new LinkedHashMap<>();
        for (int c = 0; c < region.classes().size(); c++) {
            SegmentationMetrics.Overlap overlap = mean.classes().get(c);
            classes.put(region.classes().get(c), new Scores.Overlap(overlap.dsc(), overlap.nsd()));
        }
        return new Scores.Segmentation(mean.dsc(), mean.nsd(), classes);
    }
}
