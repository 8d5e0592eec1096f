package io.lorkd.coordinator.registry;

import io.lorkd.protocol.SiteId;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What an enrolment must look like. */
final class EnrolmentForm {
    private static final int LONGEST_NAME = 200;

    private EnrolmentForm() {}

    /** What is wrong with it, in a sentence; empty if nothing is. */
    static Optional<String> objection(Enrol message) {
        if (!SiteId.isValid(message.site())) {
            return Optional.of("'" + message.site() + "' cannot be a site's id: allowed are 1 to 63 lower-case letters,"
                    + " digits and dashes, the first of them no dash");
        }
        if (!named(message.instance())) {
            return Optional.of("The site names no instance; each state folder has one");
        }
        if (message.regions().isEmpty()) {
            return Optional.of("The site brings no region; it needs at least one");
        }
        Set<String> names = new HashSet<>();
        for (Region region : message.regions()) {
            if (!named(region.name())) {
                return Optional.of("A region has no name of 1 to " + LONGEST_NAME + " characters");
            }
            if (!names.add(region.name())) {
                return Optional.of("Region '" + region.name() + "' is there twice; a site has a region once");
            }
            if (region.classes().isEmpty()
                    || Set.copyOf(region.classes()).size() != region.classes().size()) {
                return Optional.of("Region '" + region.name() + "' has classes " + region.classes()
                        + "; it needs at least one, each of its own name");
            }
            if (region.samples() < 1) {
                return Optional.of("Region '" + region.name() + "' has " + region.samples()
                        + " training samples; it needs at least one");
            }
        }
        return Optional.empty();
    }

    private static boolean named(String text) {
        return text != null && !text.isBlank() && text.length() <= LONGEST_NAME;
    }
}
