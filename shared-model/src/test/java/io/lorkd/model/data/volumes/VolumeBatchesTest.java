package io.lorkd.model.data.volumes;

import io.lorkd.model.data.Sample;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.Volume;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VolumeBatchesTest {

    private static final List<Integer> EXTENTS = List.of(4, 3, 2);
    private static final int VOXELS = 24;
    private static final Patches PLAIN = new Patches(EXTENTS, 0, 0, false);

    @Test
    void aPatchIsAStretchOfItsVolumeAndOfItsMask() {
        RegionVolumes region = region("a", 1, numbered(0, 9, 8, 7));
        SampleStream stream = new SampleStream(1, List.of(region.samples()));

        for (Sample sample : stream.take(0, 50)) {
            VolumeBatch batch = VolumeBatches.read(List.of(region), List.of(sample), PLAIN);
            assertThat(batch.extents()).as("depth, height, width").containsExactly(2, 3, 4);
            int first = (int) batch.voxels()[0];
            for (int z = 0, i = 0; z < 2; z++) {
                for (int y = 0; y < 3; y++) {
                    for (int x = 0; x < 4; x++, i++) {
                        assertThat(batch.voxels()[i]).isEqualTo(first + x + 9 * (y + 8 * z));
                        assertThat(batch.masks()[i]).isEqualTo(labelOf(batch.voxels()[i]));
                    }
                }
            }
        }
    }

    @Test
    void everyPlaceIsReachedAndNoOther() {
        RegionVolumes region = region("a", 1, numbered(0, 6, 4, 3));
        SampleStream stream = new SampleStream(1, List.of(region.samples()));

        assertThat(stream.take(0, 500).stream()
                        .map(sample -> (int) VolumeBatches.read(List.of(region), List.of(sample), PLAIN)
                                .voxels()[0])
                        .distinct())
                .containsExactlyInAnyOrder(IntStream.range(0, 12)
                        .mapToObj(i -> i % 3 + 6 * (i / 3 % 2) + 24 * (i / 6))
                        .toArray(Integer[]::new));
    }

    @Test
    void samplesAreSortedByRegionAndReadTheirVolume() {
        RegionVolumes first = region("a", 2, numbered(1000, 4, 3, 2), numbered(2000, 4, 3, 2));
        RegionVolumes second = region("b", 1, numbered(3000, 4, 3, 2), numbered(4000, 4, 3, 2));

        VolumeBatch batch = VolumeBatches.read(
                List.of(first, second),
                List.of(
                        new Sample(1, 1, false),
                        new Sample(0, 3, false),
                        new Sample(1, 0, false),
                        new Sample(0, 1, false)),
                PLAIN);

        assertThat(batch.regions()).containsExactly(0, 0, 1, 1);
        assertThat(IntStream.range(0, 4).mapToObj(n -> batch.voxels()[n * VOXELS]))
                .as("entry 3 of two patches a volume is volume 1")
                .containsExactly(2000f, 1000f, 4000f, 3000f);
    }

    @Test
    void mirroringTurnsRightAndLeftRoundInVolumeAndMask() {
        RegionVolumes region = region("a", 1, numbered(0, 4, 3, 2));

        VolumeBatch plain = VolumeBatches.read(List.of(region), List.of(new Sample(0, 0, false)), PLAIN);
        VolumeBatch mirrored = VolumeBatches.read(List.of(region), List.of(new Sample(0, 0, true)), PLAIN);

        for (int row = 0; row < VOXELS; row += 4) {
            for (int x = 0; x < 4; x++) {
                assertThat(mirrored.voxels()[row + x]).isEqualTo(plain.voxels()[row + 3 - x]);
                assertThat(mirrored.masks()[row + x]).isEqualTo(plain.masks()[row + 3 - x]);
            }
        }
    }

    @Test
    void patchesOfTheForegroundsShareAreCentredOnAVoxelOfAClass() {
        Grid grid = new Grid(21, 21, 21, Affine.ofSpacing(1, 1, 1));
        short[] labels = new short[grid.voxels()];
        labels[grid.index(3, 10, 17)] = 1;
        Arrays.fill(labels, grid.index(10, 9, 9), grid.index(12, 9, 9), (short) 2);
        RegionVolumes region = region(
                "a", 1, new LabelledVolume("v", new Volume(grid, new float[grid.voxels()]), new Mask(grid, labels)));
        SampleStream stream = new SampleStream(1, List.of(1));
        Patches patches = new Patches(List.of(5, 5, 5), 0.6, 0, false);

        int[] centred = new int[3];
        for (Sample sample : stream.take(0, 1000)) {
            centred[
                    VolumeBatches.read(List.of(region), List.of(sample), patches)
                            .masks()[62]]++;
        }

        assertThat(centred[1]).as("a class of one voxel").isBetween(250, 350);
        assertThat(centred[2]).as("is drawn as often as one of two").isBetween(250, 350);
    }

    @Test
    void aBorderMovesAPatchInwards() {
        Grid grid = new Grid(6, 6, 6, Affine.ofSpacing(1, 1, 1));
        short[] labels = new short[grid.voxels()];
        labels[grid.index(5, 0, 5)] = 1;
        RegionVolumes region = region(
                "a", 1, new LabelledVolume("v", new Volume(grid, new float[grid.voxels()]), new Mask(grid, labels)));

        VolumeBatch batch = VolumeBatches.read(
                List.of(region), List.of(new Sample(0, 0, false)), new Patches(List.of(5, 5, 5), 1, 0, false));

        assertThat(batch.masks()[(4 * 5 + 0) * 5 + 4]).isEqualTo((byte) 1);
    }

    @Test
    void aVolumeSmallerThanThePatchLiesInTheMiddleOfBackground() {
        RegionVolumes region = region("a", 1, numbered(100, 2, 3, 1));

        VolumeBatch batch = VolumeBatches.read(
                List.of(region), List.of(new Sample(0, 0, false)), new Patches(List.of(5, 3, 4), 1, 0, true));

        float[] expected = new float[60];
        byte[] masks = new byte[60];
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 2; x++) {
                int at = (1 * 3 + y) * 5 + 1 + x;
                expected[at] = 100 + x + 2 * y;
                masks[at] = labelOf(expected[at]);
            }
        }
        assertThat(batch.voxels()).containsExactly(expected);
        assertThat(batch.masks()).containsExactly(masks);
    }

    @Test
    void intensityChangesContrastAndBrightnessWithinItsBoundsAndNoLabel() {
        RegionVolumes region = region("a", 1, numbered(0, 4, 3, 2));
        Patches patches = new Patches(EXTENTS, 0, 0.2, false);

        double[] contrasts = new SampleStream(1, List.of(1))
                .take(0, 200).stream()
                        .mapToDouble(sample -> {
                            VolumeBatch batch = VolumeBatches.read(List.of(region), List.of(sample), patches);
                            assertThat(batch.voxels()[0]).as("brightness").isBetween(-0.2f, 0.2f);
                            assertThat(batch.masks()[5]).isEqualTo(labelOf(5));
                            return (batch.voxels()[20] - batch.voxels()[0]) / 20;
                        })
                        .toArray();

        assertThat(Arrays.stream(contrasts).filter(contrast -> contrast < 0.7999 || contrast > 1.2001))
                .isEmpty();
        assertThat(Arrays.stream(contrasts).max().getAsDouble()).isGreaterThan(1.15);
        assertThat(Arrays.stream(contrasts).min().getAsDouble()).isLessThan(0.85);
    }

    @Test
    void aSiteThatResumesReadsTheSameBits() {
        List<RegionVolumes> regions = List.of(
                region("a", 3, numbered(0, 9, 8, 7), numbered(5000, 6, 5, 4)), region("b", 1, numbered(9000, 7, 7, 7)));
        Patches patches = new Patches(EXTENTS, 0.5, 0.1, false);
        List<Integer> sizes = regions.stream().map(RegionVolumes::samples).toList();

        VolumeBatch whole = VolumeBatches.read(regions, new SampleStream(4, sizes, true).take(10, 3), patches);
        VolumeBatch resumed = VolumeBatches.read(
                regions, new SampleStream(4, sizes, true).take(0, 30).subList(10, 13), patches);
        VolumeBatch nextPass = VolumeBatches.read(regions, new SampleStream(4, sizes, true).take(17, 3), patches);

        assertThat(resumed.voxels()).containsExactly(whole.voxels());
        assertThat(resumed.masks()).containsExactly(whole.masks());
        assertThat(nextPass.voxels()).isNotEqualTo(whole.voxels());
    }

    @Test
    void heldOutPatchesAreEightAtLeastAsManyOfEachVolumeAndAlwaysTheSame() {
        RegionVolumes region = region("a", 4, numbered(0, 9, 8, 7), numbered(1000, 9, 8, 7), numbered(2000, 9, 8, 7));
        Patches patches = new Patches(EXTENTS, 0.5, 0.3, false);

        List<VolumeBatch> once = VolumeBatches.heldOut(region, 2, patches, 5, 7);
        List<VolumeBatch> again = VolumeBatches.heldOut(region, 2, patches, 5, 7);

        assertThat(once).extracting(VolumeBatch::size).containsExactly(5, 4);
        assertThat(once.get(0).regions()).containsOnly(2);
        assertThat(once.get(1).voxels()).containsExactly(again.get(1).voxels());
        List<Float> firsts = once.stream()
                .flatMap(batch -> IntStream.range(0, batch.size()).mapToObj(n -> batch.voxels()[n * VOXELS]))
                .toList();
        assertThat(firsts)
                .as("unchanged in intensity")
                .allMatch(value -> value == Math.rint(value))
                .as("each from a place of its own")
                .doesNotHaveDuplicates();
        assertThat(firsts.stream().map(value -> (int) (value / 1000))).containsExactly(0, 0, 0, 1, 1, 1, 2, 2, 2);
    }

    @Test
    void manyVolumesAreHeldOutByOnePatchEach() {
        LabelledVolume[] volumes = IntStream.range(0, 11)
                .mapToObj(i -> numbered(1000 * i, 9, 8, 7))
                .toArray(LabelledVolume[]::new);

        assertThat(VolumeBatches.heldOut(region("a", 4, volumes), 0, PLAIN, 4, 7))
                .extracting(VolumeBatch::size)
                .containsExactly(4, 4, 3);
    }

    @Test
    void aTestPartHasNoPatches() {
        Grid scan = new Grid(9, 9, 9, Affine.ofSpacing(1, 1, 1));
        LabelledVolume volume =
                new LabelledVolume("v", numbered(0, 8, 8, 8).image(), new Mask(scan, new short[scan.voxels()]));
        RegionVolumes region = region("a", 1, volume);

        assertThatThrownBy(() -> VolumeBatches.read(List.of(region), List.of(new Sample(0, 0, false)), PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v has its mask on another grid");
    }

    /** Voxels count up from {@code first}. */
    private static LabelledVolume numbered(int first, int x, int y, int z) {
        Grid grid = new Grid(x, y, z, Affine.ofSpacing(1, 1, 1));
        float[] values = new float[grid.voxels()];
        short[] labels = new short[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + i;
            labels[i] = labelOf(values[i]);
        }
        return new LabelledVolume("v" + first, new Volume(grid, values), new Mask(grid, labels));
    }

    private static byte labelOf(float value) {
        return (byte) ((int) value % 5 % 3);
    }

    private static RegionVolumes region(String name, int patchesPerVolume, LabelledVolume... volumes) {
        VolumeSource source = new MemoryVolumes(List.of(volumes));
        VolumeSource none = new MemoryVolumes(List.of());
        return new RegionVolumes(
                name, List.of("one", "two"), List.of(1, 2), Modality.OTHER, source, none, source, patchesPerVolume);
    }
}
