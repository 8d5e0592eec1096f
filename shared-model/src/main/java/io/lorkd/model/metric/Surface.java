package io.lorkd.model.metric;

import io.lorkd.model.volume.Mask;

import java.util.Arrays;

/**
 * The surface of one class in a part of a mask: the voxel corners in whose eight voxels the class is on both sides. What lies
 * beyond the mask is outside, so a class that touches the border has a surface there.
 */
final class Surface {
    private static final int ALL_INSIDE = SurfaceAreas.CODES - 1;

    private int[] points = new int[64];
    private byte[] codes = new byte[64];
    private int size;

    private Surface() {}

    /**
     * @param low first voxel of the part along x, y and z
     * @param high last voxel; the part holds all voxels of the label
     */
    static Surface of(Mask mask, int label, int[] low, int[] high) {
        Surface surface = new Surface();
        int point = 0;
        for (int z = low[2]; z <= high[2] + 1; z++) {
            for (int y = low[1]; y <= high[1] + 1; y++) {
                int code = 0;
                for (int x = low[0]; x <= high[0] + 1; x++) {
                    // The voxels on the upper side were the last corner's; bits 1, 3, 5 and 7 move down by one.
                    code = code >> 1 & 0x55 | upper(mask, label, x, y, z, low, high);
                    if (code != 0 && code != ALL_INSIDE) {
                        surface.add(point, code);
                    }
                    point++;
                }
            }
        }
        return surface;
    }

    /** The bits of the four voxels whose index along x is that of the corner. */
    private static int upper(Mask mask, int label, int x, int y, int z, int[] low, int[] high) {
        if (x > high[0]) {
            return 0;
        }
        int code = 0;
        for (int corner = 0; corner < 4; corner++) {
            int atY = y - 1 + (corner & 1);
            int atZ = z - 1 + (corner >> 1);
            if (atY >= low[1]
                    && atY <= high[1]
                    && atZ >= low[2]
                    && atZ <= high[2]
                    && mask.label(mask.grid().index(x, atY, atZ)) == label) {
                code |= 2 << 2 * corner;
            }
        }
        return code;
    }

    private void add(int point, int code) {
        if (size == points.length) {
            points = Arrays.copyOf(points, 2 * size);
            codes = Arrays.copyOf(codes, 2 * size);
        }
        points[size] = point;
        codes[size] = (byte) code;
        size++;
    }

    /** Flat indices of the corners in the part's grid of corners, which has one more along each axis than voxels. */
    int[] points() {
        return Arrays.copyOf(points, size);
    }

    /** In mm^2. */
    double area(SurfaceAreas areas) {
        double area = 0;
        for (int i = 0; i < size; i++) {
            area += areas.of(codes[i] & 0xff);
        }
        return area;
    }

    /**
     * The area of the elements that are near to another surface, in mm^2.
     *
     * @param squared each corner's squared distance to the other surface
     * @param most the largest squared distance that is near
     */
    double areaWithin(float[] squared, double most, SurfaceAreas areas) {
        double area = 0;
        for (int i = 0; i < size; i++) {
            if (squared[points[i]] <= most) {
                area += areas.of(codes[i] & 0xff);
            }
        }
        return area;
    }
}
