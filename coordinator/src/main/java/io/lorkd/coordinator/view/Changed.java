package io.lorkd.coordinator.view;

import io.lorkd.protocol.message.RoundId;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is to be shown anew. However often something changes, it is in here once. */
final class Changed {
    private static final Comparator<RoundId> IN_ORDER =
            Comparator.comparingInt(RoundId::round).thenComparingInt(RoundId::attempt);

    private final SortedSet<String> sites = new TreeSet<>();
    private final SortedSet<RoundId> rounds = new TreeSet<>(IN_ORDER);
    private boolean overview;

    void overview() {
        overview = true;
    }

    void site(String id) {
        sites.add(id);
    }

    void round(RoundId id) {
        rounds.add(id);
    }

    boolean takeOverview() {
        boolean was = overview;
        overview = false;
        return was;
    }

    List<String> takeSites() {
        return take(sites);
    }

    List<RoundId> takeRounds() {
        return take(rounds);
    }

    private static <T> List<T> take(Set<T> all) {
        List<T> taken = List.copyOf(all);
        all.clear();
        return taken;
    }
}
