package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads and writes NIfTI-1 files: {@code .nii}, and {@code .nii.gz}, of two or three axes and one frame. Pairs of {@code
 * .hdr} and {@code .img}, and NIfTI-2, are not read. Whether a file is compressed stands in its first bytes, whatever its
 * name says. Source: nifti1.h of the NIfTI-1.1 standard.
 *
 * <p>Whatever is wrong with a file that is read is an {@link InvalidInputException} that names it.
 */
public final class NiftiFile {

    private static final int LARGEST_LABEL = 0xFFFF;

    private static final int LARGEST_UINT8 = 0xFF;

    /** Labels may have come through a float32 slope. */
    private static final double ROUNDING = 1e-4;

    private NiftiFile() {}

    /** Where the voxels lie, from the header alone. */
    public static Grid grid(Path file) {
        return NiftiInput.read(file, input -> input.header().grid());
    }

    /** Reads as a stream: needs no memory beyond the result and a small buffer. */
    public static Volume read(Path file) {
        return NiftiInput.read(file, input -> {
            input.requireRoom(Float.BYTES);
            Grid grid = input.header().grid();
            Values values = new Values(new float[grid.voxels()]);
            input.voxels(values);
            if (values.bad > 0) {
                throw new InvalidInputException(file + " has " + values.bad + " of " + grid.voxels()
                        + " voxels that are not finite (NaN, infinite, or beyond float32), the first at "
                        + place(grid, values.firstBad) + ": replace them, by the background's value for instance");
            }
            return new Volume(grid, values.values);
        });
    }

    /** As {@link #read}; every voxel is a whole number from 0 to 65535, however it is stored. */
    public static Mask readMask(Path file) {
        return readMask(file, found -> {});
    }

    /**
     * The mask that belongs to an image, on the image's grid: what their headers differ by in rounding is gone. Headers that
     * contradict each other are refused, since one of the two would be learnt from the wrong way round, or moved.
     *
     * @param image the image's file, for messages
     * @param grid the image's
     */
    public static Mask readMask(Path file, Path image, Grid grid) {
        Mask mask = readMask(file, found -> SameSpace.require(image, grid, file, found));
        return new Mask(grid, mask.labels());
    }

    /**
     * Checks by the headers alone that a mask is of an image.
     *
     * @return the image's grid
     */
    public static Grid requireSameSpace(Path image, Path mask) {
        Grid grid = grid(image);
        SameSpace.require(image, grid, mask, grid(mask));
        return grid;
    }

    private static Mask readMask(Path file, Consumer<Grid> check) {
        return NiftiInput.read(file, input -> {
            check.accept(input.header().grid());
            input.requireRoom(Short.BYTES);
            Grid grid = input.header().grid();
            short[] labels = new short[grid.voxels()];
            input.voxels((first, values, count) -> {
                for (int i = 0; i < count; i++) {
                    double label = Math.rint(values[i]);
                    if (!(Math.abs(values[i] - label) <= ROUNDING) || label < 0 || label > LARGEST_LABEL) {
                        throw new InvalidInputException(file + " is no mask: at " + place(grid, first + i) + " it has "
                                + values[i] + ", and labels are whole numbers from 0 to " + LARGEST_LABEL
                                + "; was it resampled with interpolation, or is it an image?");
                    }
                    labels[first + i] = (short) (int) label;
                }
            });
            return new Mask(grid, labels);
        });
    }

    /**
     * Writes values as float32. The file appears under its name only when it is complete and on the disk, in place of one that
     * had it.
     *
     * @param file ends in {@code .nii} or, compressed, in {@code .nii.gz}
     * @throws InvalidInputException if nothing can be written there
     */
    public static void write(Path file, Volume volume) {
        NiftiOutput.write(file, volume.grid(), NiftiType.FLOAT32, (index, out) -> out.putFloat(volume.values()[index]));
    }

    /** As {@link #write(Path, Volume)}; labels are uint8 where all fit it, else uint16. */
    public static void write(Path file, Mask mask) {
        short[] labels = mask.labels();
        boolean wide = false;
        for (int index = 0; index < labels.length && !wide; index++) {
            wide = mask.label(index) > LARGEST_UINT8;
        }
        if (wide) {
            NiftiOutput.write(file, mask.grid(), NiftiType.UINT16, (index, out) -> out.putShort(labels[index]));
        } else {
            NiftiOutput.write(file, mask.grid(), NiftiType.UINT8, (index, out) -> out.put((byte) labels[index]));
        }
    }

    private static String place(Grid grid, int index) {
        return "(" + index % grid.x() + ", " + index / grid.x() % grid.y() + ", " + index / grid.x() / grid.y() + ")";
    }

    private static final class Values implements NiftiInput.Sink {

        private final float[] values;
        private int bad;
        private int firstBad;

        Values(float[] values) {
            this.values = values;
        }

        @Override
        public void take(int first, double[] block, int count) {
            for (int i = 0; i < count; i++) {
                float value = (float) block[i];
                if (!Float.isFinite(value)) {
                    firstBad = bad == 0 ? first + i : firstBad;
                    bad++;
                }
                values[first + i] = value;
            }
        }
    }
}
