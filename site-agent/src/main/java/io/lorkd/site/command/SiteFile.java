package io.lorkd.site.command;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.metrics.MetricsSection;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.policy.LocalPolicy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The site's configuration file, {@code site.yaml}. Relative paths in it start at the folder that the file is in. */
public record SiteFile(
        @Key("The site's id, by which the coordinator knows it.")
        String site,

        @Key("The folder that holds all the site keeps. It is made where it is missing.")
        Path state,

        @Key("How the site reaches the coordinator.") LinkSection link,
        @Key("The regions that the site trains.") List<RegionSection> regions,

        @Key(
                value = "How often a round that is being trained is written to the state folder, to go on from there"
                        + " after a crash; 0 for never.",
                defaultValue = "30s",
                min = 0)
        Duration checkpoint,

        @Key(
                value =
                        "Whether the site takes part in one run after the other until it is ended; without, it ends with its"
                                + " run.",
                defaultValue = "false")
        boolean stay,

        @Key("Where Prometheus reads the site's metrics; nowhere without it.")
        Optional<MetricsSection> metrics,

        @Key("The page on which the hospital sees what its agent does; none without it.")
        Optional<ConsoleSection> console,

        @Key("What the hospital allows; anything without it.")
        Optional<PolicySection> policy) {

    /**
     * @param file where this was read from
     * @throws InvalidConfigurationException if a name cannot be used
     */
    SiteSettings settings(Path file) {
        Path base = base(file);
        return new SiteSettings(
                        site,
                        base.resolve(state),
                        regions.stream().map(region -> region.region(base)).toList(),
                        new StepLock())
                .withCheckpoint(checkpoint)
                .withPolicy(policy.map(PolicySection::policy).orElse(LocalPolicy.OPEN));
    }

    /** Where relative paths start. */
    static Path base(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
