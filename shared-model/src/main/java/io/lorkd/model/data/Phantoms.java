package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Synthetic regions, drawn from a seed, the same bits on every machine: something to try a federation on when no data is
 * at hand.
 *
 * <p>Every image is tissue with four round marks in it, one in each quarter: two <em>signs</em>, both alike, whose kind is
 * the image's class, and two <em>distractors</em>, whose kinds are drawn without regard to the class. Marks come from one
 * vocabulary of eight, drawn the same way in every region: a disc, a ring, a patch of horizontal or of vertical stripes,
 * each brighter or darker than the tissue around it. Regions differ in tissue, classes and number of images, and in what
 * the marks mean:
 *
 * <table>
 * <caption>What each mark means: a class of the region (S), a distractor (D), or never seen there (-)</caption>
 * <tr><th>mark</th><th>breast</th><th>skin</th><th>chest</th><th>head</th></tr>
 * <tr><td>bright disc</td><td>S</td><td>D</td><td>D</td><td>D</td></tr>
 * <tr><td>dark disc</td><td>D</td><td>S</td><td>D</td><td>D</td></tr>
 * <tr><td>bright ring</td><td>S</td><td>D</td><td>D</td><td>S</td></tr>
 * <tr><td>dark ring</td><td>D</td><td>S</td><td>D</td><td>S</td></tr>
 * <tr><td>bright horizontal stripes</td><td>-</td><td>D</td><td>S</td><td>S</td></tr>
 * <tr><td>dark horizontal stripes</td><td>D</td><td>-</td><td>D</td><td>S</td></tr>
 * <tr><td>bright vertical stripes</td><td>-</td><td>D</td><td>S</td><td>D</td></tr>
 * <tr><td>dark vertical stripes</td><td>D</td><td>S</td><td>D</td><td>D</td></tr>
 * </table>
 *
 * <p>The conflict: each region has a head of its own, so that merely naming classes differently would be none. But every
 * mark is evidence in one region and noise in another, at the same strength and in the same places. What helps breast,
 * telling discs from rings where they are bright and caring about nothing dark, is what skin must not do. A network of its
 * own learns to drop what its region does not need; one shared network has to carry all marks apart for all regions, and
 * in a federation each region moves it by its share only. Tissues are matched in brightness and contrast, so that telling
 * the regions apart takes looking at texture. Yet edges, stripes and the noise are the same everywhere, so there is
 * something to share, and single regions have few images. The conflict is one of budget: nothing keeps a large enough
 * network, trained for long enough, from learning all of it.
 */
public final class Phantoms {

    /** To be shown wherever results on phantoms are. */
    public static final String NOTICE =
            "Phantoms are synthetic images drawn from a seed: they show nothing about any patient or any real examination.";

    private static final int VALIDATION_IMAGES = 60;
    private static final int TEST_IMAGES = 240;

    private Phantoms() {}

    /** The regions' names, in an order that stays. */
    public static List<String> regions() {
        return Arrays.stream(PhantomRegion.values())
                .map(region -> region.region)
                .toList();
    }

    /**
     * Draws a region: its classes in equal parts, training, validation and test part each from a sequence of their own.
     *
     * @param name one of {@link #regions()}
     * @throws InvalidInputException if there is no such region
     */
    public static RegionData region(String name, long seed, Preprocessing preprocessing) {
        PhantomRegion region = Arrays.stream(PhantomRegion.values())
                .filter(candidate -> candidate.region.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "there is no phantom region " + name + "; there are " + String.join(", ", regions())));
        int size = preprocessing.imageSize();
        return new RegionData(
                region.region,
                region.classes,
                draw(region, region.trainingImages, size, SeededRandom.of(seed, name + " training")),
                draw(region, VALIDATION_IMAGES, size, SeededRandom.of(seed, name + " validation")),
                draw(region, TEST_IMAGES, size, SeededRandom.of(seed, name + " test")));
    }

    private static ImageSource draw(PhantomRegion region, int count, int size, Random random) {
        List<byte[]> images = new ArrayList<>(count);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % region.classes.size();
            images.add(image(region, labels[i], size, random));
        }
        return new StoredImages(size, images, labels);
    }

    /** Two signs and two distractors, one in each quarter of the image, in an order drawn by chance. */
    private static byte[] image(PhantomRegion region, int label, int size, Random random) {
        PhantomCanvas canvas = new PhantomCanvas(size, random);
        canvas.tissue(region.tissue);
        int[] quarters = Stratification.range(4);
        SeededRandom.shuffle(quarters, random);
        for (int i = 0; i < quarters.length; i++) {
            PhantomMark mark = i < 2 ? region.sign(label) : region.distractor(random);
            canvas.mark(mark, place(quarters[i] % 2, random), place(quarters[i] / 2, random));
        }
        return canvas.finish();
    }

    private static double place(int half, Random random) {
        return 0.27 + 0.46 * half + 0.14 * (random.nextDouble() - 0.5);
    }
}
