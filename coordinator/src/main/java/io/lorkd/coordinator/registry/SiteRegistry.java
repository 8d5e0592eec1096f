package io.lorkd.coordinator.registry;

import io.lorkd.coordinator.time.Time;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Enrol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;

/**
 * Who is enrolled, and who lives. It is not an actor of its own: letting a site in and offering a round must see the same
 * list, so it belongs to the scheduler, on the scheduler's event loop.
 *
 * <p>A lost site stays enrolled, and is offered what the others are; it only counts as absent. Its id is free for another
 * state folder, though, since whoever had it may never come back.
 */
public final class SiteRegistry {
    private final Time time;
    private final Duration lostAfter;
    private final SortedMap<String, Presence> sites = new TreeMap<>();

    public SiteRegistry(Time time, Duration lostAfter) {
        this.time = requireNonNull(time, "time");
        this.lostAfter = requireNonNull(lostAfter, "lostAfter");
    }

    /** A site that was not heard of for too long. */
    public record Loss(EnrolledSite site, Duration silence) {}

    private static final class Presence {
        private final EnrolledSite site;
        private Duration heard;
        private boolean lost;

        private Presence(EnrolledSite site, Duration heard) {
            this.site = site;
            this.heard = heard;
        }
    }

    public Enrolment enrol(Enrol message, Admission admission) {
        if (message.site().equals(Address.coordinatorName())) {
            return new Enrolment.Denied(
                    Refusal.SITE_ID_TAKEN, "No site can be called '" + message.site() + "'; choose another id");
        }
        Optional<String> objection = objection(message);
        if (objection.isPresent()) {
            return new Enrolment.Denied(Refusal.NOT_IN_PLAN, objection.get());
        }
        Presence known = sites.get(message.site());
        boolean same = known != null && known.site.instance().equals(message.instance());
        if (known != null && !same && !known.lost) {
            return new Enrolment.Denied(
                    Refusal.SITE_ID_TAKEN,
                    "A living site from another state folder is called '" + message.site()
                            + "'; choose another id, or end that one and wait " + lostAfter.toSeconds() + " s");
        }
        if (!same && admission == Admission.CLOSING) {
            return new Enrolment.Denied(
                    Refusal.NOT_IN_PLAN,
                    "The run has its last backbone and takes no new site; enrol with the next run");
        }
        EnrolledSite site = EnrolledSite.of(message);
        if (same && admission != Admission.OPEN && !known.site.regions().equals(site.regions())) {
            return new Enrolment.Denied(
                    Refusal.NOT_IN_PLAN,
                    "Site '" + message.site() + "' enrolled with other regions or sample counts "
                            + known.site.samplesByRegion() + ", now " + site.samplesByRegion()
                            + "; they must not change while the run goes on");
        }
        sites.put(site.id(), new Presence(site, time.now()));
        return same ? new Enrolment.Returned(site) : new Enrolment.Joined(site);
    }

    /** Takes over a site that an earlier coordinator has enrolled. It counts as heard of now. */
    public void reinstate(Enrol enrolled) {
        EnrolledSite site = EnrolledSite.of(enrolled);
        sites.put(site.id(), new Presence(site, time.now()));
    }

    /** What the message itself does not rule out, and cannot be trained. */
    private static Optional<String> objection(Enrol message) {
        if (message.regions().isEmpty()) {
            return Optional.of("Site '" + message.site() + "' brings no region; it needs at least one");
        }
        return message.regions().stream()
                .filter(region ->
                        Set.copyOf(region.classes()).size() != region.classes().size())
                .findFirst()
                .map(region -> "Region '" + region.name() + "' has the classes " + region.classes()
                        + "; each must have a name of its own");
    }

    /**
     * Notes that a site lives.
     *
     * @return what it is enrolled as; empty if it is not
     */
    public Optional<EnrolledSite> heard(String id) {
        Presence known = sites.get(id);
        if (known == null) {
            return Optional.empty();
        }
        known.heard = time.now();
        known.lost = false;
        return Optional.of(known.site);
    }

    /** As {@link #heard(String)}, but only if it is the same state folder that enrolled. */
    public Optional<EnrolledSite> heard(String id, String instance) {
        return find(id).filter(site -> site.instance().equals(instance)).flatMap(site -> heard(id));
    }

    public Optional<EnrolledSite> find(String id) {
        return Optional.ofNullable(sites.get(id)).map(known -> known.site);
    }

    /** All enrolled sites, in the order of their ids. */
    public List<EnrolledSite> all() {
        return sites.values().stream().map(known -> known.site).toList();
    }

    public int size() {
        return sites.size();
    }

    public boolean isLost(String id) {
        Presence known = sites.get(id);
        return known == null || known.lost;
    }

    /** The time since a site was last heard of. */
    public Duration silence(String id) {
        return time.now().minus(sites.get(id).heard);
    }

    /** Marks as lost whoever has been silent for too long, and returns those for whom that is new. */
    public List<Loss> markLost() {
        List<Loss> losses = new ArrayList<>();
        sites.forEach((id, known) -> {
            Duration silence = silence(id);
            if (!known.lost && silence.compareTo(lostAfter) > 0) {
                known.lost = true;
                losses.add(new Loss(known.site, silence));
            }
        });
        return losses;
    }
}
