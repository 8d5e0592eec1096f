package io.lorkd.coordinator.http.signin;

import io.lorkd.coordinator.time.ManualTime;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class SignInLimitTest {
    private final ManualTime time = new ManualTime();
    private final SignInLimit limit = new SignInLimit(time);

    @Test
    void takesFiveGuessesAtAnAccountFromAnAddress() {
        assertThat(allowed(8, "anna", "a")).isEqualTo(5);
        assertThat(limit.begin("anna", "b")).isEmpty();
        assertThat(limit.begin("bert", "a")).isEmpty();
    }

    @Test
    void saysWhichRefusalIsNews() {
        allowed(5, "anna", "a");

        assertThat(limit.begin("anna", "a")).isPresent().get().matches(SignInLimit.Refusal::isFirst);
        assertThat(limit.begin("anna", "a")).isPresent().get().matches(again -> !again.isFirst());
        allowed(5, "bert", "a");
        assertThat(limit.begin("bert", "a")).isPresent().get().matches(SignInLimit.Refusal::isFirst);
        time.advance(Duration.ofMinutes(15));
        allowed(5, "anna", "a");
        assertThat(limit.begin("anna", "a")).isPresent().get().matches(SignInLimit.Refusal::isFirst);
    }

    @Test
    void takesThirtyGuessesFromAnAddress() {
        int allowed = 0;
        for (int user = 0; user < 50; user++) {
            allowed += allowed(1, "user" + user, "a");
        }

        assertThat(allowed).isEqualTo(30);
        assertThat(limit.begin("anna", "b")).isEmpty();
    }

    @Test
    void takesAHundredGuessesAtAnAccount() {
        int allowed = 0;
        for (int address = 0; address < 150; address++) {
            allowed += allowed(1, "anna", "address" + address);
        }

        assertThat(allowed).isEqualTo(100);
        assertThat(limit.begin("bert", "address149")).isEmpty();
    }

    @Test
    void tellsHowLongToWaitAndLetsThemTryAgain() {
        allowed(5, "anna", "a");
        time.advance(Duration.ofMinutes(10));

        assertThat(limit.begin("anna", "a").map(SignInLimit.Refusal::delay)).contains(Duration.ofMinutes(5));
        time.advance(Duration.ofMinutes(5));
        assertThat(allowed(8, "anna", "a")).isEqualTo(5);
    }

    @Test
    void doesNotCountWhoKnowsThePassword() {
        for (int signIn = 0; signIn < 200; signIn++) {
            assertThat(limit.begin("anna", "a")).isEmpty();
            limit.succeeded("anna", "a");
        }
        assertThat(allowed(8, "anna", "a")).isEqualTo(5);
    }

    private int allowed(int attempts, String account, String address) {
        int allowed = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            allowed += limit.begin(account, address).isEmpty() ? 1 : 0;
        }
        return allowed;
    }
}
