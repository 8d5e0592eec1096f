package io.lorkd.site.command;

import io.lorkd.protocol.config.Key;
import io.lorkd.site.policy.LocalPolicy;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What the hospital allows its agent, whatever the study's plan says. */
public record PolicySection(
        @Key(value = "Names or digests of the plans that are allowed; none for any.", defaultValue = "[]")
        List<String> plans,

        @Key(value = "The regions that may be trained; none for all that the site has.", defaultValue = "[]")
        List<String> regions,

        @Key(value = "The most rounds of a run.", min = 1) OptionalInt maxRounds,

        @Key(value = "How many sites beside this one a round must have at least.", defaultValue = "0", min = 0)
        int minOtherSites,

        @Key(value = "Whether a person must accept each plan before the agent takes part.", defaultValue = "false")
        boolean approve) {

    LocalPolicy policy() {
        return new LocalPolicy(Set.copyOf(plans), Set.copyOf(regions), maxRounds, minOtherSites, approve);
    }
}
