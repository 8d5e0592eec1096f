package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.Doing;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged.Took;
import io.lorkd.coordinator.journal.Contribution;
import io.lorkd.protocol.message.ToCoordinator.Progress;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import static java.util.stream.Collectors.toSet;

/** What each site has done about its offer so far, and what that comes to. */
final class Parts {
    private final SortedMap<String, SitePart> parts = new TreeMap<>();
    private final Set<String> standingStill = new TreeSet<>();
    private final Map<String, Course> courses = new TreeMap<>();

    void set(String site, SitePart part) {
        parts.put(site, part);
        if (part instanceof SitePart.Offered) {
            courses.put(site, new Course());
        }
    }

    /** Notes what a site is at now; says whether it was at something else before. */
    boolean turnsTo(String site, Doing doing, Duration now) {
        return courses.computeIfAbsent(site, unseen -> new Course()).turnsTo(doing, now);
    }

    /** How long a site was at what, whose update is in. */
    Took took(String site, Duration now) {
        return Optional.ofNullable(courses.remove(site))
                .map(course -> course.took(now))
                .orElse(Took.UNSEEN);
    }

    /** For how long yet each site is waited for that has a lease, if nothing of it advances. */
    SortedMap<String, Duration> leases(Duration now) {
        SortedMap<String, Duration> left = new TreeMap<>();
        parts.forEach((site, part) -> {
            if (part instanceof SitePart.Working working) {
                left.put(site, working.lease().left(now));
            } else if (part instanceof SitePart.Sending sending) {
                left.put(site, sending.lease().left(now));
            }
        });
        return left;
    }

    void remove(String site) {
        parts.remove(site);
    }

    Optional<SitePart> of(String site) {
        return Optional.ofNullable(parts.get(site));
    }

    List<String> sites() {
        return List.copyOf(parts.keySet());
    }

    /** Notes how far a site says that it is, which also shows that it took the offer. */
    void progressed(String site, Progress progress, Duration lease, Duration now) {
        if (parts.get(site) instanceof SitePart.Offered offered) {
            parts.put(site, new SitePart.Working(offered.round(), new Lease(lease, now)));
        }
        if (parts.get(site) instanceof SitePart.Working working) {
            working.lease().trained(progress.pulledBytes(), progress.step(), now);
        }
    }

    /** The sites that have begun to stand still since this was last asked. */
    List<String> newlyStandingStill(Duration now) {
        Set<String> still = new TreeSet<>(parts.keySet());
        still.removeIf(site -> !parts.get(site).standsStill(now));
        List<String> news =
                still.stream().filter(site -> !standingStill.contains(site)).toList();
        standingStill.clear();
        standingStill.addAll(still);
        return news;
    }

    /** @param lost whether a site was not heard of for too long */
    Quorum.Tally tally(Predicate<String> lost, Duration now, boolean deadlinePassed) {
        int contributed = 0;
        int declined = 0;
        int missing = 0;
        for (Map.Entry<String, SitePart> entry : parts.entrySet()) {
            SitePart part = entry.getValue();
            if (part instanceof SitePart.Contributed) {
                contributed++;
            } else if (part instanceof SitePart.Declined) {
                declined++;
            } else if (lost.test(entry.getKey()) || part.standsStill(now)) {
                missing++;
            }
        }
        return new Quorum.Tally(contributed, declined, parts.size() - contributed - declined, missing, deadlinePassed);
    }

    /** Sites that have an offer and have not come with its update. */
    Set<String> atWork() {
        return parts.entrySet().stream()
                .filter(entry ->
                        entry.getValue() instanceof SitePart.Offered || entry.getValue() instanceof SitePart.Working)
                .map(Map.Entry::getKey)
                .collect(toSet());
    }

    /** Digests of updates that are being pulled. */
    Set<String> onTheWay() {
        return parts.values().stream()
                .filter(SitePart.Sending.class::isInstance)
                .map(part -> ((SitePart.Sending) part).digest())
                .collect(toSet());
    }

    /** In the order of site ids. */
    List<Contribution> contributions() {
        return parts.values().stream()
                .filter(SitePart.Contributed.class::isInstance)
                .map(part -> ((SitePart.Contributed) part).contribution())
                .toList();
    }
}
