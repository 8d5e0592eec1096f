package io.lorkd.coordinator.run;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares of a number of sites. */
final class Shares {
    private Shares() {}

    /** So many sites as a share comes to, rounded up: by the share's decimal digits, so that 0.07 of 100 is 7. */
    static int roundedUp(double share, int sites) {
        return BigDecimal.valueOf(share)
                .multiply(BigDecimal.valueOf(sites))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
    }
}
