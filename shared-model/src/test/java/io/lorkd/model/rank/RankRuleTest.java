package io.lorkd.model.rank;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RankRuleTest {

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 1e-300, 1, 1e300})
    void dependsOnRatiosOnlyHoweverLargeOrSmallTheLossesAre(double scale) {
        assertThat(RankRule.ranks(List.of(scale, scale, scale), 8, 2, OptionalInt.empty()))
                .containsExactly(8, 8, 8);
    }

    @Test
    void survivesLossesWhoseSumOverflows() {
        double huge = Double.MAX_VALUE;

        assertThat(RankRule.ranks(List.of(huge, huge / 3, huge), 8, 2, OptionalInt.empty()))
                .containsExactly(14, 2, 14);
    }

    @Test
    void saysWhichRegionsReductionIsNotFinite() {
        assertThatThrownBy(() -> RankRule.ranks(List.of(1.0, Double.NaN), 8, 2, OptionalInt.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the loss reduction of region 1 is NaN; Eq. 2 needs finite ones");
    }

    @Test
    void refusesBoundsThatCrossEachOther() {
        assertThatIllegalArgumentException().isThrownBy(() -> RankRule.ranks(List.of(1.0), 8, 4, OptionalInt.of(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> RankRule.ranks(List.of(1.0), 0, 2, OptionalInt.empty()));
    }
}
