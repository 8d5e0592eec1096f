package io.lorkd.coordinator.run;

import io.lorkd.protocol.plan.Rounds;
import io.lorkd.protocol.transfer.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Draws the sites that a round is offered to. Each site's lot is a digest of the plan's seed, the round, the attempt and its
 * own id, and the smallest lots are drawn: the same plan draws the same sites whatever order they enrolled in, and a site that
 * comes or goes changes nobody else's lot.
 *
 * @param seed the plan's
 */
record Draw(long seed, int round, int attempt) {

    /** How many sites a round is offered to: the plan's participants and so many more as may be expected to fail. */
    static int seats(Rounds rounds, int enrolled) {
        if (rounds.participants().isEmpty()) {
            return enrolled;
        }
        int participants = rounds.participants().getAsInt();
        return Math.min(enrolled, participants + Shares.roundedUp(rounds.overSelection(), participants));
    }

    /**
     * The sites that are drawn, in the order of their ids.
     *
     * @param lost sites that are drawn only where there are not enough others
     */
    List<String> of(Collection<String> sites, Predicate<String> lost, int seats) {
        return sites.stream()
                .sorted(Comparator.comparing(lost::test).thenComparing(this::lot))
                .limit(seats)
                .sorted()
                .toList();
    }

    private String lot(String site) {
        return Sha256.hex((seed + "/" + round + "/" + attempt + "/" + site).getBytes(StandardCharsets.UTF_8));
    }
}
