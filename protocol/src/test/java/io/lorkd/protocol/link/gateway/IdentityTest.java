package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdentityTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "nothing",
            value = {
                "coordinator, instance, the coordinator's name",
                "Site!, instance, Site!",
                "site-a, nothing, instance of site site-a",
                "site-a, '', instance of site site-a",
                "site-a, in stance, in stance",
                "site-a, \u00e9, printable ASCII"
            })
    void namesWhatCannotBe(String site, String instance, String named) {
        assertThatThrownBy(() -> new Identity(site, instance))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(named);
    }
}
