package io.lorkd.site.console;

import io.lorkd.protocol.message.ToCoordinator.Region;

import java.nio.file.Path;
import java.util.List;

/**
 * What does not change while the agent lives.
 *
 * @param site the site's id
 * @param device where it trains, for people to read
 * @param regions as the site enrols with them
 * @param state the state folder
 */
public record SiteFacts(String site, String device, List<Region> regions, Path state) {
    public SiteFacts {
        regions = List.copyOf(regions);
    }
}
