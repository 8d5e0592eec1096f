package io.lorkd.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SiteIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "site-1", "charite-berlin"})
    void namesAreTaken(String id) {
        assertThat(SiteId.check(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-a", "Site", "a_b", "a.b", "a/b", "a b", "é", "a\n"})
    void whatCouldNotBePartOfAnAddressIsRefused(String id) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> SiteId.check(id))
                .withMessageStartingWith("site id: found '" + id + "'; allowed are 1 to 63");
    }

    @Test
    void theLengthIsThatOfAHostName() {
        assertThat(SiteId.isValid("a".repeat(63))).isTrue();
        assertThat(SiteId.isValid("a".repeat(64))).isFalse();
    }
}
