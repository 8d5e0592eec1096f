package io.lorkd.model.volume;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * A picture of what was found in a volume: an axial, a coronal and a sagittal section, each the one that shows most of the
 * mask (the middle one where nothing was found), as radiologists look at them; the prediction filled, and where the truth is
 * known its outlines below it; the classes' colours, names and volumes.
 *
 * @param modality CT is shown in a window for soft tissue, the rest from its darkest to its brightest
 * @param names what each label means, in the order in which they are listed; other labels that occur are listed by number
 */
public record Preview(Modality modality, Map<Integer, String> names) {

    private static final float LOWEST_CT = -160;
    private static final float HIGHEST_CT = 240;
    private static final double LOWEST_PERCENT = 1;
    private static final double HIGHEST_PERCENT = 99.5;
    private static final double CUBIC_MM_PER_ML = 1000;

    public Preview {
        names = new LinkedHashMap<>(names);
    }

    /**
     * Writes the picture; it appears under its name only when it is complete.
     *
     * @param image as it was scanned, or prepared
     * @param prediction on the image's grid
     * @param truth on the image's grid
     * @throws io.lorkd.model.InvalidInputException if nothing can be written there
     */
    public void png(Path file, Volume image, Mask prediction, Optional<Mask> truth) {
        BufferedImage picture = picture(image, prediction, truth);
        WrittenAside.write(file, "preview", out -> ImageIO.write(picture, "png", out));
    }

    BufferedImage picture(Volume image, Mask prediction, Optional<Mask> truth) {
        Orientation orientation = Orientation.of(image.grid());
        Volume volume = orientation.toRas(image);
        Mask predicted = orientation.toRas(prediction);
        Optional<Mask> known = truth.map(orientation::toRas);

        Mask shown = isEmpty(predicted) ? known.orElse(predicted) : predicted;
        List<PreviewPanel> panels = panels(shown);
        Map<Integer, Color> colours = colours(predicted, known);
        PreviewSheet sheet = new PreviewSheet(panels);
        List<BufferedImage> greys = greys(panels, volume.values());
        List<BufferedImage> overlays = copies(greys);
        for (int i = 0; i < panels.size(); i++) {
            panels.get(i).draw(predicted, colours, true, overlays.get(i));
        }
        sheet.add("prediction", overlays);
        known.ifPresent(mask -> {
            List<BufferedImage> outlines = copies(greys);
            for (int i = 0; i < panels.size(); i++) {
                panels.get(i).draw(mask, colours, false, outlines.get(i));
            }
            sheet.add("truth", outlines);
        });
        sheet.legend(legend(predicted, known, colours));
        return sheet.draw();
    }

    private static List<PreviewPanel> panels(Mask shown) {
        return Arrays.stream(Section.Plane.values())
                .map(plane -> PreviewPanel.of(Section.through(shown, plane)))
                .toList();
    }

    private List<BufferedImage> greys(List<PreviewPanel> panels, float[] values) {
        float lowest = LOWEST_CT;
        float highest = HIGHEST_CT;
        if (modality != Modality.CT) {
            OrderStatistics statistics = new OrderStatistics(values);
            lowest = statistics.percentile(LOWEST_PERCENT);
            highest = statistics.percentile(HIGHEST_PERCENT);
        }
        List<BufferedImage> greys = new ArrayList<>();
        for (PreviewPanel panel : panels) {
            greys.add(panel.grey(values, lowest, highest));
        }
        return greys;
    }

    /** The named labels', then those of others that occur. */
    private Map<Integer, Color> colours(Mask prediction, Optional<Mask> truth) {
        Map<Integer, Color> colours = new LinkedHashMap<>();
        names.keySet().forEach(label -> colours.put(label, PreviewColours.of(colours.size())));
        int[] counts = counts(prediction);
        int[] further = truth.map(Preview::counts).orElseGet(() -> new int[counts.length]);
        for (int label = 1; label < counts.length; label++) {
            if (counts[label] + further[label] > 0 && !colours.containsKey(label)) {
                colours.put(label, PreviewColours.of(colours.size()));
            }
        }
        return colours;
    }

    private List<PreviewSheet.Entry> legend(Mask prediction, Optional<Mask> truth, Map<Integer, Color> colours) {
        int[] predicted = counts(prediction);
        Optional<int[]> known = truth.map(Preview::counts);
        double millilitres = prediction.grid().spacing(0)
                * prediction.grid().spacing(1)
                * prediction.grid().spacing(2)
                / CUBIC_MM_PER_ML;
        List<PreviewSheet.Entry> entries = new ArrayList<>();
        colours.forEach((label, colour) -> {
            String name = names.getOrDefault(label, "label " + label);
            String volume = PreviewSheet.number(predicted[label] * millilitres) + " ml";
            String beside = known.map(counts -> " (truth " + PreviewSheet.number(counts[label] * millilitres) + ")")
                    .orElse("");
            entries.add(new PreviewSheet.Entry(colour, name + "  " + volume + beside));
        });
        return entries;
    }

    private static int[] counts(Mask mask) {
        int[] counts = new int[1 << Short.SIZE];
        for (short label : mask.labels()) {
            counts[Short.toUnsignedInt(label)]++;
        }
        return counts;
    }

    private static boolean isEmpty(Mask mask) {
        for (short label : mask.labels()) {
            if (label != 0) {
                return false;
            }
        }
        return true;
    }

    private static List<BufferedImage> copies(List<BufferedImage> images) {
        List<BufferedImage> copies = new ArrayList<>();
        for (BufferedImage image : images) {
            BufferedImage copy = new BufferedImage(image.getWidth(), image.getHeight(), image.getType());
            copy.setData(image.getRaster());
            copies.add(copy);
        }
        return copies;
    }
}
