package io.lorkd.model.data;

import io.lorkd.model.data.PhantomMark.Form;
import io.lorkd.model.data.PhantomMark.Tone;

import java.util.List;
import java.util.Random;

enum PhantomRegion {
    BREAST("phantom-breast", PhantomTissue.LAYERED, List.of("solid", "cyst"), 480) {
        @Override
        PhantomMark sign(int label, Random random) {
            return new PhantomMark(label == 0 ? Form.DISC : Form.RING, Tone.BRIGHT);
        }

        @Override
        PhantomMark distractor(Random random) {
            return new PhantomMark(any(Form.values(), random), Tone.DARK);
        }
    },
    SKIN("phantom-skin", PhantomTissue.CLOUDY, List.of("naevus", "ulcer", "scar"), 300) {
        @Override
        PhantomMark sign(int label, Random random) {
            return new PhantomMark(
                    List.of(Form.DISC, Form.RING, Form.VERTICAL_STRIPES).get(label), Tone.DARK);
        }

        @Override
        PhantomMark distractor(Random random) {
            return new PhantomMark(any(Form.values(), random), Tone.BRIGHT);
        }
    },
    CHEST("phantom-chest", PhantomTissue.TWO_FIELDS, List.of("normal", "abnormal"), 640) {
        @Override
        PhantomMark sign(int label, Random random) {
            return new PhantomMark(label == 0 ? Form.HORIZONTAL_STRIPES : Form.VERTICAL_STRIPES, Tone.BRIGHT);
        }

        @Override
        PhantomMark distractor(Random random) {
            return random.nextBoolean()
                    ? new PhantomMark(any(Form.values(), random), Tone.DARK)
                    : new PhantomMark(random.nextBoolean() ? Form.DISC : Form.RING, Tone.BRIGHT);
        }
    },
    HEAD("phantom-head", PhantomTissue.OVAL, List.of("a", "b", "c", "d"), 400) {
        @Override
        PhantomMark sign(int label, Random random) {
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

    abstract PhantomMark sign(int label, Random random);

    abstract PhantomMark distractor(Random random);

    private static <T> T any(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }
}
