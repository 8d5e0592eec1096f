package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.RunEvent.Pulse;
import io.lorkd.coordinator.view.SiteView.LastUpdate;
import io.lorkd.coordinator.view.SiteView.Refused;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.Region;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A site as it comes about. */
final class SiteFold {
    private static final int MOST_REFUSALS = 20;

    /** Silence that is no longer just the time between two signs of life. */
    private static final Duration NOTABLE_SILENCE = Duration.ofSeconds(5);

    private final String id;
    private String device = "";
    private List<Region> regions = List.of();
    private boolean silent;
    private boolean stalled;
    private Overview.Ordered exclusion;
    private Optional<Activity> activity = Optional.empty();
    private Progress progress;
    private Duration silence = Duration.ZERO;
    private Duration leaseLeft;
    private LastUpdate lastUpdate;
    private final Deque<Refused> refusals = new ArrayDeque<>();

    SiteFold(String id) {
        this.id = id;
    }

    void enrolled(List<Region> brought, String where) {
        regions = List.copyOf(brought);
        device = where;
        silent = false;
        stalled = false;
    }

    List<Region> regions() {
        return regions;
    }

    /** What it is at; empty where it has no part in a round. */
    Optional<Activity> activity() {
        return activity;
    }

    /** What its lane shows. */
    Activity shown() {
        return silent || stalled ? Activity.LOST : activity.orElse(Activity.WAITING);
    }

    void turn(Activity next) {
        activity = Optional.of(next);
        stalled = false;
        if (next == Activity.WAITING) {
            progress = null;
        }
    }

    void rest() {
        activity = Optional.empty();
        stalled = false;
        progress = null;
    }

    void lost(Duration since) {
        silent = true;
        silence = since;
    }

    void stalled() {
        stalled = true;
    }

    boolean isLost() {
        return silent;
    }

    boolean isExcluded() {
        return exclusion != null;
    }

    void exclude(Overview.Ordered order) {
        exclusion = order;
    }

    void readmit() {
        exclusion = null;
    }

    /** Whether that is an advance. */
    boolean progressed(Progress now) {
        boolean further = progress == null
                || !progress.round().equals(now.round())
                || now.step() > progress.step()
                || now.pulledBytes() > progress.pulledBytes();
        progress = now;
        silent = false;
        if (further) {
            stalled = false;
        }
        return further;
    }

    /** Whether that is something to show. */
    boolean sign(Pulse.Sign sign) {
        boolean changed = silent != sign.lost()
                || !sign.silence().equals(silence) && sign.silence().compareTo(NOTABLE_SILENCE) > 0
                || silence.compareTo(NOTABLE_SILENCE) > 0 && sign.silence().compareTo(NOTABLE_SILENCE) <= 0;
        silent = sign.lost();
        silence = sign.silence();
        leaseLeft = sign.leaseLeft().orElse(null);
        return changed;
    }

    void updated(LastUpdate update) {
        lastUpdate = update;
    }

    void refused(Refused refused) {
        refusals.addFirst(refused);
        if (refusals.size() > MOST_REFUSALS) {
            refusals.removeLast();
        }
    }

    /** @param certificateExpires null where it came without a certificate */
    SiteView view(Instant certificateExpires) {
        boolean atWork = progress != null && activity.isPresent();
        return new SiteView(
                id,
                isExcluded() ? SiteView.State.EXCLUDED : silent ? SiteView.State.LOST : SiteView.State.ALIVE,
                exclusion,
                doing(),
                device,
                regions.stream()
                        .map(region -> new SiteView.Region(region.name(), region.samples(), region.classes()))
                        .toList(),
                silence.toMillis(),
                leaseLeft == null ? null : leaseLeft.toMillis(),
                atWork ? progress.step() : 0,
                atWork ? progress.steps() : 0,
                atWork ? RoundView.finite(progress.loss()) : null,
                lastUpdate,
                List.copyOf(refusals),
                certificateExpires);
    }

    /** What was refused or has failed leaves it with nothing to do until the next round. */
    private String doing() {
        return activity.filter(now -> now != Activity.REFUSED && now != Activity.FAILED)
                .map(Activity::word)
                .orElse("idle");
    }
}
