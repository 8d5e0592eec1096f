package io.lorkd.model.window;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;

import java.util.ArrayList;
import java.util.List;

/**
 * Predicts a volume window by window. Where windows overlap, their logits are averaged with Gaussian weights. A volume that
 * is smaller than the window is padded with 0, which is the mean of a normalised one.
 *
 * <p>Logits of the whole volume are never in memory: only those of as many planes as a window has.
 */
public final class SlidingWindow implements Segmenter {

    private final PatchNetwork network;

    public SlidingWindow(PatchNetwork network) {
        this.network = network;
    }

    @Override
    public Mask segment(Volume prepared, WindowSettings settings, Progress progress) {
        Grid grid = prepared.grid();
        WindowAxis x = WindowAxis.of(grid.x(), settings.patch().get(0), settings.overlap());
        WindowAxis y = WindowAxis.of(grid.y(), settings.patch().get(1), settings.overlap());
        WindowAxis z = WindowAxis.of(grid.z(), settings.patch().get(2), settings.overlap());
        List<Window> windows = windows(x, y, z);
        int voxels = Math.multiplyExact(Math.multiplyExact(x.window(), y.window()), z.window());
        Slab slab = new Slab(grid, network.classes(), x, y, z);
        for (int first = 0; first < windows.size(); first += settings.batch()) {
            List<Window> batch = windows.subList(first, Math.min(windows.size(), first + settings.batch()));
            float[] patches = new float[Math.multiplyExact(batch.size(), voxels)];
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).read(prepared, x, y, z, patches, i * voxels);
            }
            float[] logits = network.logits(patches, batch.size(), List.of(z.window(), y.window(), x.window()));
            for (int i = 0; i < batch.size(); i++) {
                slab.add(batch.get(i), logits, i * network.classes() * voxels);
            }
            progress.done(first + batch.size(), windows.size());
        }
        return new Mask(grid, slab.labels());
    }

    /** Plane by plane, as a {@link Slab} needs them. */
    private static List<Window> windows(WindowAxis x, WindowAxis y, WindowAxis z) {
        List<Window> windows = new ArrayList<>();
        for (int atZ : z.starts()) {
            for (int atY : y.starts()) {
                for (int atX : x.starts()) {
                    windows.add(new Window(atX, atY, atZ));
                }
            }
        }
        return windows;
    }
}
