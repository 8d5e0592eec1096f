package io.lorkd.site.train;

import io.lorkd.model.data.volumes.LabelledVolume;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeSource;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Spacing;
import io.lorkd.model.volume.Volume;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.site.picture.Part;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class UnpredictedScanTest {
    private static final Segmentation SETTINGS =
            PlanReader.parse("""
            name: test
            network: {architecture: unet3d-tiny}
            segmentation: {patch: [8, 8, 16], spacing: [1, 1, 2]}
            """, "test plan").segmentation().orElseThrow();

    /** Half as fine as the plan's spacing across, twice as fine up. */
    private static final Grid SCAN = new Grid(20, 20, 20, Affine.ofSpacing(2, 2, 1));

    private static final Preparation PREPARATION = new Preparation(Optional.of(new Spacing(1, 1, 2)), Modality.OTHER);

    private record Volumes(boolean scored, int size) implements VolumeSource {
        @Override
        public String name(int i) {
            return "case-" + i;
        }

        /** The mask shows a corner; on the scan's own grid where it is for scoring. */
        @Override
        public LabelledVolume read(int i) {
            float[] values = new float[SCAN.voxels()];
            short[] labels = new short[SCAN.voxels()];
            for (int z = 12; z < 16; z++) {
                for (int y = 14; y < 18; y++) {
                    values[SCAN.index(3, y, z)] = 1;
                    labels[SCAN.index(3, y, z)] = 1;
                }
            }
            Mask mask = new Mask(SCAN, labels);
            return new LabelledVolume(
                    name(i), PREPARATION.prepare(new Volume(SCAN, values)), scored ? mask : PREPARATION.prepare(mask));
        }
    }

    private static RegionVolumes region(int training, int validation, int test) {
        return new RegionVolumes(
                "spine",
                List.of("cord"),
                List.of(1),
                Modality.OTHER,
                new Volumes(false, training),
                new Volumes(false, validation),
                new Volumes(true, test),
                1);
    }

    @Test
    void whatIsHeldOutIsShownBeforeTheTestPartAndThatBeforeWhatIsTrainedOn() {
        assertThat(UnpredictedScan.read(region(5, 2, 3), 0, SETTINGS).part()).isEqualTo(Part.HELD_OUT);
        assertThat(UnpredictedScan.read(region(5, 0, 3), 0, SETTINGS).part()).isEqualTo(Part.TEST);
        assertThat(UnpredictedScan.read(region(5, 0, 0), 0, SETTINGS).part()).isEqualTo(Part.TRAINING);
    }

    @Test
    void aTestPartsMaskIsBroughtToThePreparedImage() {
        UnpredictedScan heldOut = UnpredictedScan.read(region(5, 2, 3), 0, SETTINGS);
        UnpredictedScan test = UnpredictedScan.read(region(5, 0, 3), 0, SETTINGS);

        assertThat(test.truth().grid()).isEqualTo(test.image().grid());
        assertThat(test.truth().labels()).isEqualTo(heldOut.truth().labels()).contains((short) 1);
    }

    @Test
    void aPatchAroundTheStructuresIsCutOutHoweverLargeTheScanIs() {
        UnpredictedScan scan = UnpredictedScan.read(region(5, 2, 3), 0, SETTINGS);

        assertThat(scan.whole()).isFalse();
        Grid grid = scan.image().grid();
        assertThat(List.of(grid.x(), grid.y(), grid.z()))
                .as("the scan is only 10 high")
                .containsExactly(8, 8, 10);
        int shown = 0;
        for (short label : scan.truth().labels()) {
            shown += label;
        }
        assertThat(shown).as("2 x 8 x 2 voxels as they are prepared").isEqualTo(32);
    }

    @Test
    void pagesGoRoundThroughTheVolumes() {
        assertThat(List.of(0, 1, 2))
                .extracting(page ->
                        UnpredictedScan.read(region(5, 2, 3), page, SETTINGS).name())
                .containsExactly("case-0", "case-1", "case-0");
    }
}
