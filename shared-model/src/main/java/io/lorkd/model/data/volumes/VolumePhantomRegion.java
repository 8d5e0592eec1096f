package io.lorkd.model.data.volumes;

import io.lorkd.model.data.volumes.VolumeMark.Form;
import io.lorkd.model.data.volumes.VolumeMark.Tone;
import io.lorkd.model.volume.Modality;

import java.util.List;
import java.util.Random;

/** The three regions; what a structure means in which of them stands at {@link VolumePhantoms}. */
enum VolumePhantomRegion {
    BRAIN(
            "phantom-brain",
            Modality.OTHER,
            VolumeTissue.OVAL,
            List.of("bright-balls", "bright-shells"),
            List.of(new VolumeMark(Form.BALL, Tone.BRIGHT), new VolumeMark(Form.SHELL, Tone.BRIGHT)),
            List.of(
                    new VolumeMark(Form.BALL, Tone.DARK),
                    new VolumeMark(Form.SHELL, Tone.DARK),
                    new VolumeMark(Form.TUBE, Tone.BRIGHT)),
            List.of(1.0, 1.0, 1.0)),
    TORSO(
            "phantom-torso",
            Modality.CT,
            VolumeTissue.CLOUDY,
            List.of("dark-balls", "dark-shells", "bright-tubes"),
            List.of(
                    new VolumeMark(Form.BALL, Tone.DARK),
                    new VolumeMark(Form.SHELL, Tone.DARK),
                    new VolumeMark(Form.TUBE, Tone.BRIGHT)),
            List.of(new VolumeMark(Form.BALL, Tone.BRIGHT), new VolumeMark(Form.SHELL, Tone.BRIGHT)),
            List.of(1.5, 1.5, 2.0)),
    SPINE(
            "phantom-spine",
            Modality.OTHER,
            VolumeTissue.LAYERED,
            List.of("dark-tubes", "dark-shells"),
            List.of(new VolumeMark(Form.TUBE, Tone.DARK), new VolumeMark(Form.SHELL, Tone.DARK)),
            List.of(
                    new VolumeMark(Form.TUBE, Tone.BRIGHT),
                    new VolumeMark(Form.SHELL, Tone.BRIGHT),
                    new VolumeMark(Form.BALL, Tone.BRIGHT)),
            List.of(0.8, 0.8, 1.2));

    final String region;
    final Modality modality;
    final VolumeTissue tissue;
    final List<String> classes;
    /** One for each class. */
    final List<VolumeMark> signs;

    final List<VolumeMark> distractors;
    /** Millimetres along x, y and z. */
    final List<Double> spacing;

    VolumePhantomRegion(
            String region,
            Modality modality,
            VolumeTissue tissue,
            List<String> classes,
            List<VolumeMark> signs,
            List<VolumeMark> distractors,
            List<Double> spacing) {
        this.region = region;
        this.modality = modality;
        this.tissue = tissue;
        this.classes = classes;
        this.signs = signs;
        this.distractors = distractors;
        this.spacing = spacing;
    }

    VolumeMark distractor(Random random) {
        return distractors.get(random.nextInt(distractors.size()));
    }
}
