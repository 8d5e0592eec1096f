package io.lorkd.coordinator.view;

import io.lorkd.coordinator.event.RunEvent.Pulse;
import io.lorkd.coordinator.view.SiteView.LastUpdate;
import io.lorkd.coordinator.view.SiteView.Refused;
import io.lorkd.protocol.message.ToCoordinator.Progress;
import io.lorkd.protocol.message.ToCoordinator.Region;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The sites of a run. What one is at is shown in its lane, too, where it has a part in the open round. */
final class Sites {
    private final SortedMap<String, SiteFold> sites = new TreeMap<>();
    private final Rounds rounds;
    private final Changed changed;
    private final Map<String, Instant> certificates;

    /** Whether one that is at work goes on with it when a round ends. */
    private final boolean buffered;

    /** @param certificates until when each site's certificate is good that came with one */
    Sites(Rounds rounds, Changed changed, Map<String, Instant> certificates, boolean buffered) {
        this.rounds = rounds;
        this.changed = changed;
        this.certificates = certificates;
        this.buffered = buffered;
    }

    // Who takes part, and lives

    void enrolled(String id, List<Region> regions, String device, Instant at) {
        SiteFold site = sites.computeIfAbsent(id, SiteFold::new);
        site.enrolled(regions, device);
        changed.site(id);
        show(id, site, at);
    }

    void exclude(String id, Overview.Ordered order) {
        change(id, site -> site.exclude(order));
    }

    void readmit(String id) {
        change(id, SiteFold::readmit);
    }

    void lost(String id, Duration silence, Instant at) {
        change(id, site -> {
            site.lost(silence);
            show(id, site, at);
        });
    }

    /** It lives, but nothing of its work advances. */
    void stalled(String id, Instant at) {
        change(id, site -> {
            site.stalled();
            show(id, site, at);
        });
    }

    /** It came with another certificate. */
    void certified(String id) {
        change(id, site -> {});
    }

    /** Only of sites that are enrolled: anyone may be turned away. */
    void refused(String id, Refused refused) {
        change(id, site -> site.refused(refused));
    }

    private void change(String id, Consumer<SiteFold> change) {
        find(id).ifPresent(site -> {
            change.accept(site);
            changed.site(id);
        });
    }

    void signs(Map<String, Pulse.Sign> signs, Instant at) {
        signs.forEach((id, sign) -> find(id).ifPresent(site -> {
            boolean wasLost = site.isLost();
            if (site.sign(sign)) {
                changed.site(id);
            }
            if (wasLost != site.isLost()) {
                show(id, site, at);
                changed.overview();
            }
        }));
    }

    // What they are at

    void turn(String id, Activity activity, Instant at) {
        SiteFold site = sites.computeIfAbsent(id, SiteFold::new);
        site.turn(activity);
        changed.site(id);
        show(id, site, at);
    }

    void progressed(String id, Progress progress, Instant at) {
        change(id, site -> {
            Activity before = site.shown();
            site.progressed(progress);
            if (before != site.shown()) {
                show(id, site, at);
                changed.overview();
            }
        });
    }

    void updated(String id, LastUpdate update) {
        change(id, site -> site.updated(update));
    }

    /** With a buffer, who is at work on an earlier offer goes on with it, and is shown so in the next round. */
    void showWhoGoesOn(Instant at) {
        sites.forEach((id, site) -> {
            if (goesOn(site)) {
                show(id, site, at);
            }
        });
    }

    /** A round has ended. */
    void rest() {
        sites.forEach((id, site) -> {
            if (site.activity().isPresent() && !goesOn(site)) {
                site.rest();
                changed.site(id);
            }
        });
    }

    private boolean goesOn(SiteFold site) {
        return buffered && site.activity().filter(Activity::isWork).isPresent();
    }

    /** Has the site's lane show what the site is at, where it has a part in the open round. */
    private void show(String id, SiteFold site, Instant at) {
        rounds.current().filter(round -> site.activity().isPresent()).ifPresent(round -> {
            round.turn(id, site.shown(), at);
            changed.round(round.id());
        });
    }

    // As they are shown

    private Optional<SiteFold> find(String id) {
        return Optional.ofNullable(sites.get(id));
    }

    Overview.Sites counts() {
        int alive = 0;
        int working = 0;
        int done = 0;
        int excluded = 0;
        for (SiteFold site : sites.values()) {
            Activity now = site.activity().orElse(null);
            alive += site.isLost() || site.isExcluded() ? 0 : 1;
            working += now != null && now.isWork() && !site.isLost() ? 1 : 0;
            done += now == Activity.DONE ? 1 : 0;
            excluded += site.isExcluded() ? 1 : 0;
        }
        return new Overview.Sites(sites.size(), alive, working, done, excluded);
    }

    /** All that they train, by name. */
    List<String> regions() {
        TreeSet<String> regions = new TreeSet<>();
        sites.values().forEach(site -> site.regions().stream().map(Region::name).forEach(regions::add));
        return List.copyOf(regions);
    }

    /** By id. */
    List<SiteView> views() {
        return sites.keySet().stream().map(this::view).toList();
    }

    SiteView view(String id) {
        return sites.get(id).view(certificates.get(id));
    }
}
