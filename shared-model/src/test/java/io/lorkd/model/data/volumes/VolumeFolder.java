package io.lorkd.model.data.volumes;

import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes small sets of volumes in the Decathlon's layout. */
record VolumeFolder(Path folder) {

    static final Grid GRID = new Grid(6, 5, 4, Affine.ofSpacing(1, 1, 2));

    /** Cases a, b, c, ... with the labels 1 and 2. */
    static VolumeFolder of(Path folder, int cases) throws IOException {
        VolumeFolder set = new VolumeFolder(folder);
        for (int i = 0; i < cases; i++) {
            set.image(name(i), GRID, i).mask(name(i), GRID, 1, 2);
        }
        return set;
    }

    static String name(int i) {
        return String.valueOf((char) ('a' + i));
    }

    VolumeFolder image(String name, Grid grid, int first) throws IOException {
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + i % 7;
        }
        return image(name, new Volume(grid, values));
    }

    VolumeFolder image(String name, Volume volume) throws IOException {
        NiftiFile.write(Files.createDirectories(folder.resolve("imagesTr")).resolve(name + ".nii.gz"), volume);
        return this;
    }

    /** Voxels from the second on have the labels, one each. */
    VolumeFolder mask(String name, Grid grid, int... labels) throws IOException {
        short[] all = new short[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            all[1 + i] = (short) labels[i];
        }
        NiftiFile.write(
                Files.createDirectories(folder.resolve("labelsTr")).resolve(name + ".nii.gz"), new Mask(grid, all));
        return this;
    }

    VolumeFolder text(String file, String... lines) throws IOException {
        Files.write(folder.resolve(file), List.of(lines));
        return this;
    }

    /** Patches of 4 x 4 x 4, nothing held out. */
    static VolumeReading reading() {
        return reading(4, 0, OptionalInt.empty(), false);
    }

    static VolumeReading reading(int extent, double heldOut, OptionalInt limit, boolean pad) {
        return new VolumeReading(
                Optional.empty(), new Patches(List.of(extent, extent, extent), 0.5, 0.1, pad), 3, limit, heldOut, 1);
    }

    static VolumeMemory memory() {
        return new VolumeMemory(Long.MAX_VALUE);
    }

    VolumeSetDescription only() {
        return VolumeSets.discover(folder).usable().get(0).set();
    }

    RegionVolumes open() {
        return VolumeSets.open(only(), reading(), memory());
    }
}
