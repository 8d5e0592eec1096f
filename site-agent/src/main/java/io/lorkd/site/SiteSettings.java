package io.lorkd.site;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.link.Address;
import io.lorkd.site.event.SiteEvents;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.policy.LocalPolicy;
import io.lorkd.site.region.SiteRegion;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a site agent is started with.
 *
 * @param site the site's id; see {@link SiteId}
 * @param state the folder that holds all the site keeps; one agent uses it at a time
 * @param regions what the site trains, at least one; names are unique
 * @param stepLock shared by all agents of this JVM, since the engine takes one training step at a time
 * @param backoff the pauses between tries to reach the coordinator
 * @param checkpoint how often a round that is being trained is written down; zero for never
 * @param events hears what happens
 * @param policy what the hospital allows
 * @param pictures where pictures of the model are asked for by somebody in the hospital
 */
public record SiteSettings(
        String site,
        Path state,
        List<SiteRegion> regions,
        StepLock stepLock,
        Backoff backoff,
        Duration checkpoint,
        SiteEvents events,
        LocalPolicy policy,
        PictureDesk pictures) {
    /** What is lost at most where a site is killed. */
    private static final Duration CHECKPOINT = Duration.ofSeconds(30);

    /**
     * @throws InvalidConfigurationException if the id, or the regions' names, cannot be used
     */
    public SiteSettings {
        SiteId.check(site);
        if (site.equals(Address.coordinatorName())) {
            throw new InvalidConfigurationException("site: found '" + site + "', which is the coordinator's own name");
        }
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(stepLock, "stepLock");
        Objects.requireNonNull(backoff, "backoff");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(pictures, "pictures");
        if (checkpoint.isNegative()) {
            throw new InvalidConfigurationException("checkpoint: found " + checkpoint + "; allowed is 0 or more");
        }
        regions = List.copyOf(regions);
        if (regions.isEmpty()) {
            throw new InvalidConfigurationException("regions: found none; a site trains at least one");
        }
        Set<String> names = new HashSet<>();
        for (SiteRegion region : regions) {
            if (!names.add(region.name())) {
                throw new InvalidConfigurationException(
                        "regions: found '" + region.name() + "' twice; each region of a site has a name of its own");
            }
        }
        policy.checkRegions(names);
    }

    public SiteSettings(String site, Path state, List<SiteRegion> regions, StepLock stepLock) {
        this(
                site,
                state,
                regions,
                stepLock,
                Backoff.standard(),
                CHECKPOINT,
                SiteEvents.none(),
                LocalPolicy.OPEN,
                new PictureDesk());
    }

    public SiteSettings withBackoff(Backoff other) {
        return new SiteSettings(site, state, regions, stepLock, other, checkpoint, events, policy, pictures);
    }

    public SiteSettings withCheckpoint(Duration every) {
        return new SiteSettings(site, state, regions, stepLock, backoff, every, events, policy, pictures);
    }

    public SiteSettings withEvents(SiteEvents listener) {
        return new SiteSettings(site, state, regions, stepLock, backoff, checkpoint, listener, policy, pictures);
    }

    public SiteSettings withPolicy(LocalPolicy other) {
        return new SiteSettings(site, state, regions, stepLock, backoff, checkpoint, events, other, pictures);
    }
}
