package io.lorkd.e2e;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.volumes.LabelledVolume;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.data.volumes.VolumeSource;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.Volume;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.region.VolumeRegion;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A region of small volumes of noise, brighter where there is a class.
 *
 * @param training how many training volumes it has
 */
record NoiseVolumes(String name, int classes, int training) implements VolumeRegion {
    private static final Grid GRID = new Grid(18, 11, 9, Affine.ofSpacing(1, 1, 2));
    private static final int HELD_OUT = 2;

    SiteRegion atSite() {
        return new SiteRegion(name, this);
    }

    /** The volumes; the same ones whenever it is called. */
    RegionVolumes data() {
        return new RegionVolumes(
                name,
                classNames(),
                IntStream.rangeClosed(1, classes).boxed().toList(),
                Modality.OTHER,
                new Noise(name + "/train", classes, training),
                new Noise(name + "/val", classes, HELD_OUT),
                new Noise(name + "/test", classes, HELD_OUT),
                1);
    }

    @Override
    public RegionVolumes open(VolumeReading reading, VolumeMemory memory) {
        return data();
    }

    @Override
    public DataSetSummary summary() {
        return new DataSetSummary(classNames(), training);
    }

    private List<String> classNames() {
        return IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList();
    }

    private record Noise(String part, int classes, int size) implements VolumeSource {
        @Override
        public String name(int i) {
            return part + "/" + i;
        }

        @Override
        public LabelledVolume read(int i) {
            SplittableRandom random = new SplittableRandom(name(i).hashCode());
            float[] values = new float[GRID.voxels()];
            short[] labels = new short[GRID.voxels()];
            for (int v = 0; v < values.length; v++) {
                labels[v] = (short) random.nextInt(classes + 1);
                values[v] = (float) (random.nextDouble() - 0.5 + labels[v]);
            }
            return new LabelledVolume(name(i), new Volume(GRID, values), new Mask(GRID, labels));
        }
    }
}
