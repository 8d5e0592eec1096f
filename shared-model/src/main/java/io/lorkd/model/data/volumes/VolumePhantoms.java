package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.SeededRandom;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Preparation;
import io.lorkd.model.volume.Volume;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Synthetic regions of volumes, drawn from a seed, the same bits on every machine: something to try a federation on when
 * no data is at hand.
 *
 * <p>Every volume is tissue with seven structures in it, each in an eighth of its own: four <em>signs</em>, which the
 * region's masks show, every class among them, and three <em>distractors</em>, which are background there. Structures come
 * from one vocabulary of six, drawn the same way in every region: a ball, a hollow ball (its hollow belongs to it) and a
 * tube, each brighter or darker than the tissue around it. Regions differ in tissue, classes and voxel size, volumes in
 * extents, and regions in what the structures mean:
 *
 * <table>
 * <caption>What each structure means: a class of the region (S), a distractor (D), or never seen there (-)</caption>
 * <tr><th>structure</th><th>brain</th><th>torso</th><th>spine</th></tr>
 * <tr><td>bright ball</td><td>S</td><td>D</td><td>D</td></tr>
 * <tr><td>dark ball</td><td>D</td><td>S</td><td>-</td></tr>
 * <tr><td>bright shell</td><td>S</td><td>D</td><td>D</td></tr>
 * <tr><td>dark shell</td><td>D</td><td>S</td><td>S</td></tr>
 * <tr><td>bright tube</td><td>D</td><td>S</td><td>D</td></tr>
 * <tr><td>dark tube</td><td>-</td><td>-</td><td>S</td></tr>
 * </table>
 *
 * <p>The conflict is that of {@link io.lorkd.model.data.Phantoms}: what brain has to find is what torso and spine have to
 * leave alone, at the same strength and in the same places, and one shared network has to carry all structures apart for
 * all regions. Yet edges, hollows and noise are the same everywhere, so there is something to share.
 */
public final class VolumePhantoms {

    /** To be shown wherever results on phantoms are. */
    public static final String NOTICE =
            "Phantoms are synthetic volumes drawn from a seed: they show nothing about any patient or any real examination.";

    private static final int TRAINING_VOLUMES = 24;
    private static final int VALIDATION_VOLUMES = 6;
    private static final int TEST_VOLUMES = 8;
    private static final int EIGHTHS = 8;
    private static final int SIGNS = 4;
    private static final int STRUCTURES = 7;
    private static final int SHORTEST = 36;
    private static final int LONGEST = 44;

    private VolumePhantoms() {}

    /** The regions' names, in an order that stays. */
    public static List<String> regions() {
        return Arrays.stream(VolumePhantomRegion.values())
                .map(region -> region.region)
                .toList();
    }

    /**
     * What is known of a region before it is drawn.
     *
     * @throws InvalidInputException if there is no such region
     */
    public static DataSetSummary summary(String name, int patchesPerVolume) {
        return new DataSetSummary(byName(name).classes, TRAINING_VOLUMES * patchesPerVolume);
    }

    /**
     * Draws a region: training, validation and test part each from sequences of their own.
     *
     * @param name one of {@link #regions()}
     * @param reading its spacing, patches and seed; what is held out, and a limit on volumes, are of no effect
     * @throws InvalidInputException if there is no such region
     */
    public static RegionVolumes region(String name, VolumeReading reading) {
        VolumePhantomRegion region = byName(name);
        return new RegionVolumes(
                region.region,
                region.classes,
                IntStream.rangeClosed(1, region.classes.size()).boxed().toList(),
                region.modality,
                draw(region, VolumePart.TRAINING, TRAINING_VOLUMES, reading),
                draw(region, VolumePart.VALIDATION, VALIDATION_VOLUMES, reading),
                draw(region, VolumePart.TEST, TEST_VOLUMES, reading),
                reading.patchesPerVolume());
    }

    private static VolumePhantomRegion byName(String name) {
        return Arrays.stream(VolumePhantomRegion.values())
                .filter(candidate -> candidate.region.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "there is no phantom region " + name + "; there are " + String.join(", ", regions())));
    }

    /** Each volume from a sequence of its own, so that they can be drawn side by side. */
    private static VolumeSource draw(VolumePhantomRegion region, VolumePart part, int count, VolumeReading reading) {
        Preparation preparation = new Preparation(reading.spacing(), region.modality);
        return new MemoryVolumes(IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> {
                    String name = part.name().toLowerCase(Locale.ROOT) + "-" + i;
                    VolumeCanvas canvas = canvas(region, SeededRandom.of(reading.seed(), region.region + " " + name));
                    Volume image = preparation.prepare(canvas.finish());
                    reading.patches().requireRoom(image.grid(), region.region + ", volume " + name);
                    return new LabelledVolume(
                            name, image, part == VolumePart.TEST ? canvas.mask() : preparation.prepare(canvas.mask()));
                })
                .toList());
    }

    private static VolumeCanvas canvas(VolumePhantomRegion region, Random random) {
        Grid grid = new Grid(
                extent(random),
                extent(random),
                extent(random),
                Affine.ofSpacing(region.spacing.get(0), region.spacing.get(1), region.spacing.get(2)));
        VolumeCanvas canvas = new VolumeCanvas(grid, random);
        canvas.tissue(region.tissue);
        int[] eighths = IntStream.range(0, EIGHTHS).toArray();
        SeededRandom.shuffle(eighths, random);
        for (int i = 0; i < STRUCTURES; i++) {
            int c = i % region.classes.size();
            VolumeMark mark = i < SIGNS ? region.signs.get(c) : region.distractor(random);
            canvas.mark(
                    mark,
                    place(eighths[i] & 1, random),
                    place(eighths[i] >> 1 & 1, random),
                    place(eighths[i] >> 2, random),
                    i < SIGNS ? c + 1 : 0);
        }
        return canvas;
    }

    private static int extent(Random random) {
        return SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
    }

    private static double place(int half, Random random) {
        return 0.26 + 0.48 * half + 0.06 * (random.nextDouble() - 0.5);
    }
}
