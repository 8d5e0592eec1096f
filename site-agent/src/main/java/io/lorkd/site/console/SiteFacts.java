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
 * @param policy what the hospital allows, a sentence for each rule
 */
public record SiteFacts(String site, String device, List<Region> regions, Path state, List<String> policy) {
    public SiteFacts {
        regions = List.copyOf(regions);
        policy = List.copyOf(policy);
    }
}
