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
                for (BatchMix mix : BatchMix.values()) {
                    for (boolean experts : List.of(false, true)) {
                        trials.add(new Trial(
                                this,
                                pixels + " pixels, " + mix.label(),
                                variants().get(experts ? 1 : 0),
                                threads,
                                StepBenchmark.class,
                                Map.of(
                                        "pixels",
                                        String.valueOf(pixels),
                                        "mix",
                                        mix.name(),
                                        "experts",
                                        String.valueOf(experts))));
                    }
                }
            }
            return trials;
        }

        @Override
        List<String> variants() {
            return List.of("plain", "experts");
        }
    };

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
}
