package io.lorkd.model.data.volumes;

import io.lorkd.model.data.Sample;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Modality;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The counts are those of the data's own README. */
class RealVolumesTest {

    private Path folder;

    @BeforeEach
    void findData() {
        String data = System.getenv("LORKD_DATA");
        assumeTrue(data != null, "LORKD_DATA is not set: tests on real volumes are skipped");
        folder = Path.of(data, "seg3d");
        assumeTrue(Files.isDirectory(folder), folder + " is not there: tests on real volumes are skipped");
    }

    @Test
    void hippocampusIsFoundByItsLayoutAndHasItsCounts() {
        VolumeDiscovery discovery = VolumeSets.discover(folder);

        assertThat(discovery.usable()).hasSize(1);
        VolumeSetDescription set = discovery.usable().get(0).set();
        assertThat(set.region()).isEqualTo("hippocampus-msd04");
        assertThat(set.classes())
                .containsExactly(new MaskClass("label-1", List.of(1)), new MaskClass("label-2", List.of(2)));
        RegionVolumes region = open(set, 0.1);
        assertThat(region.training().size()).isEqualTo(187);
        assertThat(region.validation().size()).isEqualTo(21);
        assertThat(region.test().size()).isEqualTo(52);
        VolumeBatch batch = VolumeBatches.read(
                List.of(region),
                List.of(new Sample(0, 0, false, 1), new Sample(0, 186, true, 2)),
                new Patches(List.of(32, 32, 32), 1, 0.1, true));
        assertThat(batch.masks()).contains(0, 1, 2);
    }

    @Test
    void spineIsDescribedAndVolumesWithoutACordMaskAreLeftOut() {
        VolumeSetDescription set = new VolumeSetDescription(
                "spine",
                folder.resolve("spine_sct"),
                "images/{case}.nii.gz",
                "labels/{case}_seg-manual.nii.gz",
                Modality.OTHER,
                List.of(new MaskClass("spinal cord", List.of(1))),
                OtherIds.BACKGROUND,
                Optional.empty(),
                List.of("t2"),
                OptionalInt.of(32));

        RegionVolumes region = open(set, 0.1);

        assertThat(region.training().name(0)).isEqualTo("t1w");
        assertThat(region.samples()).isEqualTo(32);
        LabelledVolume test = region.test().read(0);
        assertThat(List.of(
                        test.image().grid().x(),
                        test.image().grid().y(),
                        test.image().grid().z()))
                .as("turned to RAS")
                .containsExactly(52, 60, 55);
        assertThat(test.mask().grid().x()).as("as in its file").isEqualTo(60);
        assertThat(VolumeSets.summarise(set).notes())
                .singleElement()
                .satisfies(note -> assertThat(note).endsWith(": t2s, t2s_uncropped"));
    }

    @Test
    void torsoIsDescribedWithSomeOfItsLabels() {
        VolumeSetDescription set = new VolumeSetDescription(
                "torso",
                folder.resolve("totalseg_samples"),
                "ct_{case}_image.nii.gz",
                "ct_{case}_labels.nii.gz",
                Modality.CT,
                List.of(
                        new MaskClass("spleen", List.of(1)),
                        new MaskClass("kidneys", List.of(2, 3)),
                        new MaskClass("liver", List.of(5)),
                        new MaskClass("lungs", List.of(10, 11, 12, 13, 14)),
                        new MaskClass("aorta", List.of(52))),
                OtherIds.BACKGROUND,
                Optional.empty(),
                List.of("torso"),
                OptionalInt.empty());

        RegionVolumes region = open(set, 0.1);

        assertThat(region.labels()).containsExactly(1, 2, 5, 10, 52);
        int[] counts = new int[6];
        for (short label : region.training().read(0).mask().labels()) {
            counts[label]++;
        }
        assertThat(counts).containsExactly(122 * 101 * 30 - 61_013, 9452, 7623, 38_634, 4307, 997);
    }

    private static RegionVolumes open(VolumeSetDescription set, double heldOut) {
        return VolumeSets.open(
                set, VolumeFolder.reading(32, heldOut, OptionalInt.empty(), true), VolumeFolder.memory());
    }
}
