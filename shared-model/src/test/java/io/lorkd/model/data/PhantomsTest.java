package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PhantomsTest {

    private static final int SIZE = 28;
    private static final Preprocessing PREPROCESSING = new Preprocessing(SIZE);

    @Test
    void regionsDifferInClassesAndSamples() {
        List<RegionData> regions = Phantoms.regions().stream()
                .map(name -> Phantoms.region(name, 1, PREPROCESSING))
                .toList();

        assertThat(regions).extracting(region -> region.classes().size()).containsExactly(2, 3, 2, 4);
        assertThat(regions).extracting(region -> region.training().size()).containsExactly(440, 360, 560, 480);
        assertThat(regions).allSatisfy(region -> {
            assertThat(region.test().size()).isEqualTo(240);
            assertThat(region.validation().size()).isEqualTo(60);
            assertThat(labels(region.test()))
                    .containsOnly(240 / region.classes().size());
        });
    }

    @Test
    void theSameSeedDrawsTheSameBitsOnEveryMachine() {
        assertThat(Phantoms.regions().stream()
                        .map(name ->
                                digest(Phantoms.region(name, 1, PREPROCESSING).training())))
                .containsExactly("8e3b057fa00ff3bc", "ed00e253ed15a19f", "308d77ade31c7adb", "ab0130390a29dd24");
    }

    @Test
    void seedsAndPartsDiffer() {
        RegionData region = Phantoms.region("phantom-skin", 1, PREPROCESSING);

        assertThat(digest(region.training()))
                .isNotEqualTo(
                        digest(Phantoms.region("phantom-skin", 2, PREPROCESSING).training()));
        assertThat(pixels(region.training(), 0))
                .isNotEqualTo(pixels(region.validation(), 0))
                .isNotEqualTo(pixels(region.test(), 0));
    }

    /** The conflict that {@link Phantoms} describes. */
    @Test
    void everyMarkIsASignInOneRegionAndADistractorInAnother() {
        Set<PhantomMark> all = new HashSet<>();
        for (PhantomMark.Form form : PhantomMark.Form.values()) {
            for (PhantomMark.Tone tone : PhantomMark.Tone.values()) {
                all.add(new PhantomMark(form, tone));
            }
        }
        Set<PhantomMark> signs = new HashSet<>();
        Set<PhantomMark> distractors = new HashSet<>();
        for (PhantomRegion region : PhantomRegion.values()) {
            signs.addAll(signs(region));
            distractors.addAll(distractors(region));
        }

        assertThat(signs).isEqualTo(all);
        assertThat(distractors).isEqualTo(all);
    }

    @ParameterizedTest
    @EnumSource
    void aRegionsSignsAreDistinctAndNeverItsDistractors(PhantomRegion region) {
        assertThat(signs(region)).hasSize(region.classes.size()).doesNotContainAnyElementsOf(distractors(region));
    }

    @Test
    void brightnessDoesNotTellRegionsApart() {
        for (String name : Phantoms.regions()) {
            RegionData region = Phantoms.region(name, 1, PREPROCESSING);
            double mean = IntStream.range(0, region.test().size())
                    .mapToDouble(i -> mean(pixels(region.test(), i)))
                    .average()
                    .getAsDouble();
            assertThat(mean).as(name).isBetween(-0.1, 0.1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 28, 32, 64})
    void anySizeCanBeDrawn(int size) {
        RegionData region = Phantoms.region("phantom-head", 1, new Preprocessing(size));
        float[] image = new float[3 * size * size];
        region.test().read(0, image);

        assertThat(image).doesNotContain(Float.NaN).contains(image[0]);
    }

    @Test
    void anUnknownRegionIsRefused() {
        assertThatThrownBy(() -> Phantoms.region("liver", 1, PREPROCESSING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("liver; there are phantom-breast, phantom-skin, phantom-chest, phantom-head");
    }

    @Test
    void theySayThatTheyAreSynthetic() {
        assertThat(Phantoms.NOTICE).contains("synthetic");
    }

    /** Leaves target/phantoms.png to be looked at: two rows a region, each column a class in turn. */
    @Test
    void aContactSheetShowsThem() throws IOException {
        int scale = 3;
        int cell = SIZE * scale + 4;
        BufferedImage sheet = new BufferedImage(16 * cell, 8 * cell, BufferedImage.TYPE_BYTE_GRAY);
        for (int r = 0; r < Phantoms.regions().size(); r++) {
            ImageSource source =
                    Phantoms.region(Phantoms.regions().get(r), 1, PREPROCESSING).training();
            for (int i = 0; i < 32; i++) {
                float[] image = pixels(source, i);
                for (int p = 0; p < SIZE * scale * SIZE * scale; p++) {
                    int x = p % (SIZE * scale);
                    int y = p / (SIZE * scale);
                    int grey = Math.round((image[y / scale * SIZE + x / scale] + 1) * 127.5f);
                    sheet.getRaster().setSample(i % 16 * cell + x, (2 * r + i / 16) * cell + y, 0, grey);
                }
            }
        }

        assertThat(Files.size(ImageFixture.write(sheet, "png", Path.of("target/phantoms.png"))))
                .isPositive();
    }

    private static Set<PhantomMark> signs(PhantomRegion region) {
        Set<PhantomMark> signs = new HashSet<>();
        for (int label = 0; label < region.classes.size(); label++) {
            signs.add(region.sign(label));
        }
        return signs;
    }

    private static Set<PhantomMark> distractors(PhantomRegion region) {
        Random random = new Random(1);
        Set<PhantomMark> distractors = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            distractors.add(region.distractor(random));
        }
        return distractors;
    }

    private static int[] labels(ImageSource source) {
        return Stratification.counts(
                IntStream.range(0, source.size()).map(source::label).toArray(),
                1 + IntStream.range(0, source.size()).map(source::label).max().getAsInt());
    }

    private static float[] pixels(ImageSource source, int i) {
        float[] image = new float[3 * SIZE * SIZE];
        source.read(i, image);
        return image;
    }

    private static double mean(float[] image) {
        return IntStream.range(0, image.length)
                .mapToDouble(i -> image[i])
                .average()
                .getAsDouble();
    }

    private static String digest(ImageSource source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < source.size(); i++) {
                for (float value : pixels(source, i)) {
                    digest.update((byte) Math.round((value + 1) * 127.5f));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
