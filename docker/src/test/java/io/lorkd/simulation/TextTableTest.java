package io.lorkd.simulation;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheyNeedToBe() {
        TextTable table = new TextTable(1);
        table.row(List.of("region", "samples", "rank"));
        table.row(List.of("breast-ultrasound", "9", ""));
        table.row(List.of("skin", "12345678", "8"));

        assertThat(table.render().lines())
                .containsExactly(
                        "region              samples  rank",
                        "breast-ultrasound         9",
                        "skin               12345678     8");
    }
}
