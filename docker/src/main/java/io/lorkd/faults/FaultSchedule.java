package io.lorkd.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which fault strikes whom, and when: a pure function of the seed, so that a schedule that found something can be run
 * again. Kinds are dealt from a shuffled deck that holds each of them once, so that even a short schedule has them all.
 */
record FaultSchedule(long seed, List<Fault> faults) {

    /** Of two in three faults the effects are over, one in three strikes into the recovery from the one before it. */
    private static final int ONE_IN = 3;

    private static final int LONGEST_WAIT_MILLIS = 1500;
    private static final int SHORTEST_LASTING_MILLIS = 500;
    private static final int LONGEST_LASTING_MILLIS = 4000;
    private static final int LONGEST_JUMP_SECONDS = 6 * 3600;

    FaultSchedule {
        faults = List.copyOf(faults);
    }

    /** @param sites how many there are to strike */
    static FaultSchedule of(long seed, int count, int sites) {
        return of(seed, count, sites, EnumSet.allOf(FaultKind.class));
    }

    /** @param kinds that are in the deck; one at least */
    static FaultSchedule of(long seed, int count, int sites, Set<FaultKind> kinds) {
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        List<FaultKind> deck = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            if (deck.isEmpty()) {
                deck.addAll(EnumSet.copyOf(kinds));
                Collections.shuffle(deck, random);
            }
            faults.add(fault(number, deck.remove(deck.size() - 1), random, sites));
        }
        return new FaultSchedule(seed, faults);
    }

    private static Fault fault(int number, FaultKind kind, Random random, int sites) {
        int site = random.nextInt(sites);
        boolean onward = random.nextInt(ONE_IN) > 0;
        Duration after = Duration.ofMillis(random.nextInt(LONGEST_WAIT_MILLIS));
        Duration lasting = Duration.ofMillis(between(random, SHORTEST_LASTING_MILLIS, LONGEST_LASTING_MILLIS));
        long amount =
                switch (kind) {
                    case DELAY -> between(random, 50, 1000);
                    case THROTTLE -> between(random, 20_000, 400_000);
                    case CLOCK_JUMP -> between(random, -LONGEST_JUMP_SECONDS, LONGEST_JUMP_SECONDS);
                    default -> 0;
                };
        return new Fault(number, kind, site, onward, after, lasting, amount);
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
