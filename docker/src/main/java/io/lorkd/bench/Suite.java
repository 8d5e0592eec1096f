package io.lorkd.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A family of trials that make one table. */
enum Suite {
    CONV("convolution") {
        @Override
        List<Trial> trials(int threads) {
            List<Trial> trials = new ArrayList<>();
            for (BenchmarkLayer layer : BenchmarkLayer.values()) {
                for (ConvolutionForm form : ConvolutionForm.values()) {
                    trials.add(new Trial(
                            this,
                            layer.label(),
                            form.label(),
                            threads,
                            ConvolutionBenchmark.class,
                            Map.of("layer", layer.name(), "form", form.name())));
                }
            }
            return trials;
        }

        @Override
        List<String> variants() {
            return Arrays.stream(ConvolutionForm.values())
                    .map(ConvolutionForm::label)
                    .toList();
        }
    },
    STEP("training step") {
        @Override
        List<Trial> trials(int threads) {
            List<Trial> trials = new ArrayList<>();
            for (int pixels : List.of(28, 64)) {
                trials.addAll(steps(
                        this, pixels + " pixels", threads, StepBenchmark.class, "pixels", String.valueOf(pixels)));
            }
            return trials;
        }

        @Override
        List<String> variants() {
            return STEP_VARIANTS;
        }
    },
    VOLUME("training step in 3D") {
        @Override
        List<Trial> trials(int threads) {
            List<Trial> trials = new ArrayList<>();
            for (String network : List.of("unet3d-tiny", "unet3d-nano")) {
                trials.addAll(steps(this, network, threads, VolumeStepBenchmark.class, "network", network));
            }
            return trials;
        }

        @Override
        List<String> variants() {
            return STEP_VARIANTS;
        }
    };

    private static final List<String> STEP_VARIANTS = List.of("plain", "experts");

    private final String label;

    Suite(String label) {
        this.label = label;
    }

    /** What one row of the table is about. */
    String label() {
        return label;
    }

    /** What is compared in each row; the first is what the others are compared with. */
    abstract List<String> variants();

    /** Trials of a row stand next to each other, so that they meet the same machine. */
    abstract List<Trial> trials(int threads);

    /** Steps of each mix, without and with experts, of one subject that is a parameter of the benchmark. */
    private static List<Trial> steps(
            Suite suite, String subject, int threads, Class<?> benchmark, String parameter, String value) {
        List<Trial> trials = new ArrayList<>();
        for (BatchMix mix : BatchMix.values()) {
            for (boolean experts : List.of(false, true)) {
                trials.add(new Trial(
                        suite,
                        subject + ", " + mix.label(),
                        STEP_VARIANTS.get(experts ? 1 : 0),
                        threads,
                        benchmark,
                        Map.of(parameter, value, "mix", mix.name(), "experts", String.valueOf(experts))));
            }
        }
        return trials;
    }
}
