package io.lorkd.model.window;

import io.lorkd.model.volume.Volume;

/** One place of the window: its first voxel, which may lie before the volume's. */
record Window(int x, int y, int z) {

    /**
     * Copies what the window shows; what lies out of the volume stays as it is.
     *
     * @param into (window z, y, x) from {@code offset} on
     */
    void read(Volume volume, WindowAxis alongX, WindowAxis alongY, WindowAxis alongZ, float[] into, int offset) {
        int from = alongX.from(x);
        int count = alongX.to(x) - from;
        for (int inZ = alongZ.from(z); inZ < alongZ.to(z); inZ++) {
            for (int inY = alongY.from(y); inY < alongY.to(y); inY++) {
                System.arraycopy(
                        volume.values(),
                        volume.grid().index(x + from, y + inY, z + inZ),
                        into,
                        offset + (inZ * alongY.window() + inY) * alongX.window() + from,
                        count);
            }
        }
    }
}
