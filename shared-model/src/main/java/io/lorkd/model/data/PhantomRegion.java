package io.lorkd.model.data;

import io.lorkd.model.data.PhantomMark.Form;
import io.lorkd.model.data.PhantomMark.Tone;

import java.util.List;
import java.util.Random;

/** The four regions; what a mark means in which of them stands at {@link Phantoms}. */
enum PhantomRegion {
    BREAST("phantom-breast", PhantomTissue.LAYERED, List.of("bright-discs", "bright-rings"), 440) {
        @Override
        PhantomMark sign(int label) {
            return new PhantomMark(label == 0 ? Form.DISC : Form.RING, Tone.BRIGHT);
        }

        @Override
        PhantomMark distractor(Random random) {
            return new PhantomMark(any(Form.values(), random), Tone.DARK);
        }
    },
    SKIN("phantom-skin", PhantomTissue.CLOUDY, List.of("dark-discs", "dark-rings", "dark-columns"), 360) {
        @Override
        PhantomMark sign(int label) {
            return new PhantomMark(
                    List.of(Form.DISC, Form.RING, Form.VERTICAL_STRIPES).get(label), Tone.DARK);
        }

        @Override
        PhantomMark distractor(Random random) {
            return new PhantomMark(any(Form.values(), random), Tone.BRIGHT);
        }
    },
    CHEST("phantom-chest", PhantomTissue.TWO_FIELDS, List.of("bright-rows", "bright-columns"), 560) {
        @Override
        PhantomMark sign(int label) {
            return new PhantomMark(label == 0 ? Form.HORIZONTAL_STRIPES : Form.VERTICAL_STRIPES, Tone.BRIGHT);
        }

        @Override
        PhantomMark distractor(Random random) {
            return random.nextBoolean()
                    ? new PhantomMark(any(Form.values(), random), Tone.DARK)
                    : new PhantomMark(random.nextBoolean() ? Form.DISC : Form.RING, Tone.BRIGHT);
        }
    },
    HEAD("phantom-head", PhantomTissue.OVAL, List.of("bright-rings", "dark-rings", "bright-rows", "dark-rows"), 480) {
        @Override
        PhantomMark sign(int label) {
            return new PhantomMark(
                    label / 2 == 0 ? Form.RING : Form.HORIZONTAL_STRIPES, label % 2 == 0 ? Tone.BRIGHT : Tone.DARK);
        }

        @Override
        PhantomMark distractor(Random random) {
            return new PhantomMark(
                    random.nextBoolean() ? Form.DISC : Form.VERTICAL_STRIPES, any(Tone.values(), random));
        }
    };

    final String region;
    final PhantomTissue tissue;
    final List<String> classes;
    final int trainingImages;

    PhantomRegion(String region, PhantomTissue tissue, List<String> classes, int trainingImages) {
        this.region = region;
        this.tissue = tissue;
        this.classes = classes;
        this.trainingImages = trainingImages;
    }

    /** A mark of the kind that the class shows. */
    abstract PhantomMark sign(int label);

    /** A mark that says nothing about the class, which it does not know. */
    abstract PhantomMark distractor(Random random);

    private static <T> T any(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
