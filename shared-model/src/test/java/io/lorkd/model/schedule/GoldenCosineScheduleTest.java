package io.lorkd.model.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.golden.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GoldenCosineScheduleTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void givesTheExpectedRateOfEveryEpoch(String name, JsonNode example) {
        double base = example.required("base_lr").doubleValue();
        int total = example.required("t_max").intValue();
        double[] rates = Golden.doubles(example.required("lr_of_epoch"));

        assertThat(rates).hasSize(total + 1);
        for (int epoch = 0; epoch <= total; epoch++) {
            assertThat(CosineSchedule.rate(base, epoch, total)).isCloseTo(rates[epoch], within(1e-9));
        }
    }

    static Stream<Arguments> files() {
        return Golden.files("cosine_lr*.json").stream().map(file -> Arguments.of(Golden.name(file), Golden.read(file)));
    }
}
