package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.RunEvent.Pulse;
import io.lorkd.coordinator.registry.EnrolledSite;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What of a run changes by itself. */
final class LifeSigns {
    private LifeSigns() {}

    static Pulse of(Run run) {
        Map<String, Duration> leases = leases(run);
        Map<String, Pulse.Sign> signs = new TreeMap<>();
        for (EnrolledSite site : run.sites().all()) {
            signs.put(
                    site.id(),
                    new Pulse.Sign(
                            run.sites().isLost(site.id()),
                            run.sites().silence(site.id()),
                            Optional.ofNullable(leases.get(site.id()))));
        }
        RunOutcome.Bytes bytes = run.bytes();
        return new Pulse(run.id(), bytes.down(), bytes.up(), signs);
    }

    private static Map<String, Duration> leases(Run run) {
        return run.state() instanceof Training training
                        && training.round() != null
                        && training.round().stage() instanceof Gathering gathering
                ? gathering.leases()
                : Map.of();
    }
}
