package io.lorkd.site.command;

import io.lorkd.model.data.Phantoms;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.region.SiteRegion;

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
        Duration checkpoint) {

    /**
     * A region has images of its own, or is a phantom.
     */
    public record RegionSection(
            @Key("The region's name, the same at every site that has the region.")
            String name,

            @Key("Its data set: an .npz file, or a folder with train, test and perhaps val.")
            Optional<Path> data,

            @Key("In place of data: the synthetic region of this name, for trying things out.")
            Optional<String> phantom) {

        public RegionSection {
            if (data.isPresent() == phantom.isPresent()) {
                throw new InvalidConfigurationException("found "
                        + (data.isPresent() ? "both data and phantom" : "neither data nor phantom")
                        + "; a region has one of them");
            }
            phantom.filter(found -> !Phantoms.regions().contains(found)).ifPresent(found -> {
                throw new InvalidConfigurationException(
                        "phantom: found '" + found + "'; allowed are " + String.join(", ", Phantoms.regions()));
            });
        }

        private SiteRegion region(Path base) {
            return data.map(path -> SiteRegion.at(name, base.resolve(path)))
                    .orElseGet(() -> phantom(name, phantom.orElseThrow()));
        }

        private static SiteRegion phantom(String name, String phantom) {
            return new SiteRegion(
                    name, (preprocessing, parts, seed) -> named(name, Phantoms.region(phantom, seed, preprocessing)));
        }

        private static RegionData named(String name, RegionData drawn) {
            return new RegionData(name, drawn.classes(), drawn.training(), drawn.validation(), drawn.test());
        }
    }

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
                .withCheckpoint(checkpoint);
    }

    /** Where relative paths start. */
    static Path base(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
