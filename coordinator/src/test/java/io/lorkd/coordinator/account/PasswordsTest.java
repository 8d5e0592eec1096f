package io.lorkd.coordinator.account;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PasswordsTest {
    private final Passwords passwords = Passwords.quick();

    @Test
    void keepsAHashThatIsNoOtherPasswordsAndNeverTheSameTwice() {
        String hash = passwords.hash("anna", "grüne Wiese 7");
        Account anna = new Account("anna", Role.VIEWER, hash);

        assertThat(passwords.matches(anna, "grüne Wiese 7")).isTrue();
        assertThat(passwords.matches(anna, "grüne Wiese 8")).isFalse();
        assertThat(passwords.matches(anna, "")).isFalse();
        assertThat(passwords.matches(anna, "grüne Wiese 7".repeat(100))).isFalse();
        assertThat(passwords.hash("anna", "grüne Wiese 7")).isNotEqualTo(hash);
    }

    @Test
    void isAsStrongAsTheCheatSheetSaysAndVerifiesWhatWasMadeOtherwise() {
        Passwords standard = Passwords.standard();

        assertThat(standard.hash("anna", "a long password")).startsWith("$pbkdf2$it=210000$");
        assertThat(standard.matches(
                        new Account("anna", Role.VIEWER, passwords.hash("anna", "a long password")), "a long password"))
                .isTrue();
    }

    @Test
    void refusesPasswordsThatNobodyShouldHave() {
        for (String bad : new String[] {"", "123456789", "x".repeat(257), "anna.maria.berg"}) {
            assertThatThrownBy(() -> passwords.hash("anna.maria.berg", bad))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("123456789");
        }
    }

    @Test
    void refusesNamesThatWouldReadAsSomethingElse() {
        for (String bad :
                new String[] {"", "Anna", "an na", "-anna", "../anna", "local", "oidc:anna", "a".repeat(64)}) {
            assertThatThrownBy(() -> new Account(bad, Role.VIEWER, ""))
                    .as(bad)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("user name");
        }
        assertThat(new Account("anna@hospital-a.example", Role.VIEWER, "secret").toString())
                .isEqualTo("anna@hospital-a.example (viewer)");
    }
}
