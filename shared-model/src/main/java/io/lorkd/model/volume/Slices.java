package io.lorkd.model.volume;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A volume slice by slice, from the feet up, as radiologists look at it: the patient's right on the left, the front above.
 * A mask is laid over it, each class in its colour, its edge drawn and its inside tinted.
 */
public final class Slices {

    private static final double LOWEST_PERCENT = 1;
    private static final double HIGHEST_PERCENT = 99.5;

    private final Volume volume;
    private final float lowest;
    private final float highest;

    /** @param volume on a grid in RAS; black and white are its 1st and its 99.5th percentile */
    public Slices(Volume volume) {
        OrderStatistics statistics = new OrderStatistics(volume.values());
        this.volume = volume;
        this.lowest = statistics.percentile(LOWEST_PERCENT);
        this.highest = statistics.percentile(HIGHEST_PERCENT);
    }

    public int count() {
        return volume.grid().z();
    }

    /** The slice that shows most of a mask, or the middle one where the mask is empty. */
    public int fullest(Mask mask) {
        return Section.through(mask, Section.Plane.AXIAL).position();
    }

    /** How many voxels of each label a slice has, by label; those that it has none of are left out. */
    public Map<Integer, Integer> labels(int slice, Mask mask) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        int size = volume.grid().x() * volume.grid().y();
        for (int index = slice * size; index < (slice + 1) * size; index++) {
            if (mask.labels()[index] != 0) {
                counts.merge(mask.label(index), 1, Integer::sum);
            }
        }
        return counts;
    }

    /**
     * @param slice from 0
     * @param mask on the volume's grid; label c + 1 is class c
     * @param classes how many there are
     * @return its longer side of 360 pixels, a millimetre as long across as down
     */
    public BufferedImage picture(int slice, Mask mask, int classes) {
        if (slice < 0 || slice >= count()) {
            throw new IndexOutOfBoundsException("slice " + slice + " of " + count());
        }
        PreviewPanel panel = PreviewPanel.of(new Section(volume.grid(), Section.Plane.AXIAL, slice));
        BufferedImage picture = panel.grey(volume.values(), lowest, highest);
        Map<Integer, Color> colours = new LinkedHashMap<>();
        IntStream.range(0, classes).forEach(c -> colours.put(c + 1, PreviewColours.of(c)));
        panel.draw(mask, colours, true, picture);
        return picture;
    }

    /** What each class is drawn in, as {@code #rrggbb}. */
    public static List<String> colours(int classes) {
        return IntStream.range(0, classes)
                .mapToObj(c -> String.format("#%06x", PreviewColours.of(c).getRGB() & 0xFFFFFF))
                .toList();
    }
}
