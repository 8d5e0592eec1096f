package io.lorkd.coordinator.run;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseTest {
    private final Lease lease = new Lease(Duration.ofSeconds(120), at(1000));

    private static Duration at(long second) {
        return Duration.ofSeconds(second);
    }

    @Test
    void lastsForItsLengthWithoutProgress() {
        assertThat(lease.isExpired(at(1119))).isFalse();
        assertThat(lease.isExpired(at(1120))).isTrue();
        assertThat(lease.standstill(at(1130))).isEqualTo(Duration.ofSeconds(130));
    }

    @Test
    void isExtendedByAStep() {
        lease.trained(0, 1, at(1100));

        assertThat(lease.isExpired(at(1219))).isFalse();
        assertThat(lease.isExpired(at(1220))).isTrue();
    }

    @Test
    void isExtendedByBytesOfTheBackbone() {
        lease.trained(1, 0, at(1100));

        assertThat(lease.isExpired(at(1219))).isFalse();
    }

    @Test
    void isExtendedByBytesOfTheUpdate() {
        lease.pulled(1, at(1100));

        assertThat(lease.isExpired(at(1219))).isFalse();
    }

    @Test
    void isNotExtendedBySayingTheSameAgain() {
        lease.trained(10, 3, at(1010));
        lease.pulled(10, at(1020));
        for (int second = 1030; second < 1140; second += 10) {
            lease.trained(10, 3, at(second));
            lease.trained(5, 2, at(second));
            lease.pulled(10, at(second));
        }

        assertThat(lease.isExpired(at(1140))).isTrue();
    }

    @Test
    void goesOnWhereASiteThatStoodStillAdvancesAgain() {
        assertThat(lease.isExpired(at(1200))).isTrue();

        lease.trained(0, 1, at(1201));

        assertThat(lease.isExpired(at(1202))).isFalse();
    }

    @Test
    void doesNotExpireWhileThisSideIsAtWorkOnAnUpdateThatIsHere() {
        lease.pulled(100, at(1010));
        lease.fulfil();

        assertThat(lease.isExpired(at(9000))).isFalse();
    }

    @Test
    void isNoLongerForAnUpdateThatCameInVain() {
        lease.pulled(100, at(1010));
        lease.fulfil();
        lease.reopen();

        assertThat(lease.isExpired(at(1129))).isFalse();
        assertThat(lease.isExpired(at(1130))).isTrue();
    }
}
