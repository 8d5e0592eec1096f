package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Synthetic regions, drawn from a seed, the same bits on every machine: something to try a federation on when no data is at
 * hand.
 */
public final class Phantoms {

    /** To be shown wherever results on phantoms are. */
    public static final String NOTICE =
            "Phantoms are synthetic images drawn from a seed: they show nothing about any patient or any real examination.";

    private static final int VALIDATION_IMAGES = 60;
    private static final int TEST_IMAGES = 240;

    private Phantoms() {}

    public static List<String> regions() {
        return Arrays.stream(PhantomRegion.values())
                .map(region -> region.region)
                .toList();
    }

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
            PhantomMark mark = i < 2 ? region.sign(label, random) : region.distractor(random);
            canvas.mark(mark, place(quarters[i] % 2, random), place(quarters[i] / 2, random));
        }
        return canvas.finish();
    }

    private static double place(int half, Random random) {
        return 0.27 + 0.46 * half + 0.14 * (random.nextDouble() - 0.5);
    }
}
