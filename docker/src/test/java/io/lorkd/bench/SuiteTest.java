package io.lorkd.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

import java.lang.reflect.Field;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class SuiteTest {

    @ParameterizedTest
    @EnumSource(Suite.class)
    void everyTrialNamesEachParameterOfItsBenchmark(Suite suite) {
        for (Trial trial : suite.trials(1)) {
            assertThat(trial.parameters().keySet())
                    .containsExactlyInAnyOrder(Arrays.stream(trial.benchmark().getFields())
                            .filter(field -> field.isAnnotationPresent(Param.class))
                            .map(Field::getName)
                            .toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void everySubjectIsMeasuredInEveryVariant(Suite suite) {
        suite.trials(2).stream()
                .map(Trial::subject)
                .distinct()
                .forEach(subject -> assertThat(suite.trials(2))
                        .filteredOn(trial -> trial.subject().equals(subject))
                        .extracting(Trial::variant)
                        .containsExactlyElementsOf(suite.variants()));
    }

    @ParameterizedTest
    @EnumSource(ConvolutionForm.class)
    void aConvolutionRunsInEveryForm(ConvolutionForm form) {
        ConvolutionBenchmark benchmark = new ConvolutionBenchmark();
        benchmark.layer = BenchmarkLayer.FIRST;
        benchmark.form = form;
        benchmark.open();
        try {
            assertThat(benchmark.forwardAndBackward()).isNotEmpty().doesNotContain(Float.NaN);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void aMixedStepRunsWithExperts() throws Exception {
        StepBenchmark benchmark = new StepBenchmark();
        benchmark.pixels = 28;
        benchmark.mix = BatchMix.MIXED;
        benchmark.experts = true;
        benchmark.open();
        try {
            assertThat(benchmark.step().lossPerRegion()).hasSize(StepBenchmark.REGIONS);
        } finally {
            assertThatCode(benchmark::close).doesNotThrowAnyException();
        }
    }

    @Test
    void aMixedStepOnVolumesRunsWithExperts() throws Exception {
        VolumeStepBenchmark benchmark = new VolumeStepBenchmark();
        benchmark.network = "unet3d-tiny";
        benchmark.mix = BatchMix.MIXED;
        benchmark.experts = true;
        benchmark.open();
        try {
            assertThat(benchmark.step().lossPerRegion()).hasSize(VolumeStepBenchmark.REGIONS);
        } finally {
            assertThatCode(benchmark::close).doesNotThrowAnyException();
        }
    }
}
