package io.lorkd.model.rank;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.golden.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoldenRankRuleTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void givesTheExpectedRanks(String name, JsonNode example) {
        JsonNode max = example.required("max_rank");

        List<Integer> ranks = RankRule.ranks(
                list(example.required("deltas")),
                example.required("r").intValue(),
                example.required("min_rank").intValue(),
                max.isNull() ? OptionalInt.empty() : OptionalInt.of(max.intValue()));

        assertThat(ranks)
                .containsExactly(Arrays.stream(Golden.ints(example.required("ranks")))
                        .boxed()
                        .toArray(Integer[]::new));
    }

    @ParameterizedTest(name = "reject_{0}")
    @MethodSource("rejected")
    void refusesWhatEq2CannotUse(String name, JsonNode deltas) {
        assertThatThrownBy(() -> RankRule.ranks(list(deltas), 8, 2, OptionalInt.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Eq. 2");
    }

    static Stream<Arguments> cases() {
        return Golden.files("rank_rule*.json").stream()
                .flatMap(file -> StreamSupport.stream(
                                Golden.read(file).required("cases").spliterator(), false)
                        .map(example -> Arguments.of(
                                Golden.name(file) + "_"
                                        + example.required("name").textValue(),
                                example)));
    }

    static Stream<Arguments> rejected() {
        return Golden.files("rank_rule*.json").stream()
                .flatMap(file -> StreamSupport.stream(
                        Golden.read(file).required("reject").spliterator(), false))
                .map(deltas -> Arguments.of(deltas.toString(), deltas));
    }

    private static List<Double> list(JsonNode deltas) {
        return Arrays.stream(Golden.doubles(deltas)).boxed().toList();
    }
}
