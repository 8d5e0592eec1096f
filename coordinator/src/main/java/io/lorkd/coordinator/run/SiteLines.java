package io.lorkd.coordinator.run;

import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The lines to all sites. */
final class SiteLines {
    private final Messenger messenger;
    private final Time time;
    private final Duration pause;
    private final Map<String, SiteLine> lines = new TreeMap<>();

    SiteLines(Messenger messenger, Time time, Duration pause) {
        this.messenger = messenger;
        this.time = time;
        this.pause = pause;
    }

    SiteLine to(String site) {
        return lines.computeIfAbsent(site, id -> new SiteLine(id, messenger, time, pause));
    }

    /** Another agent has this id now; what its predecessor was to be told is nothing to it. */
    void restart(String site) {
        SiteLine line = lines.remove(site);
        if (line != null) {
            line.hangUp();
        }
    }

    void withdraw(Predicate<ToSite> outOfDate) {
        lines.values().forEach(line -> line.withdraw(outOfDate));
    }

    /** Done when every site has been told everything. */
    Future<Void> idle() {
        return Future.all(lines.values().stream().map(SiteLine::idle).toList()).mapEmpty();
    }

    void hangUp() {
        lines.values().forEach(SiteLine::hangUp);
    }
}
