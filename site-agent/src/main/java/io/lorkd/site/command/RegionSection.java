package io.lorkd.site.command;

import io.lorkd.model.data.Phantoms;
import io.lorkd.model.data.RegionData;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.site.region.SiteRegion;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A region in the site's file: it has data of its own, or is a phantom. */
public record RegionSection(
        @Key("The region's name, the same at every site that has the region.")
        String name,

        @Key("Its data set. Images: an .npz file, or a folder with train, test and perhaps val. Volumes: a folder with"
                + " imagesTr and labelsTr, or any that volumes describes.")
        Optional<Path> data,

        @Key("What is in a folder of volumes that does not say it itself.")
        Optional<VolumesSection> volumes,

        @Key("In place of data: the synthetic region of this name, for trying things out.")
        Optional<String> phantom) {

    public RegionSection {
        if (data.isPresent() == phantom.isPresent()) {
            throw new InvalidConfigurationException("found "
                    + (data.isPresent() ? "both data and phantom" : "neither data nor phantom")
                    + "; a region has one of them");
        }
        if (volumes.isPresent() && data.isEmpty()) {
            throw new InvalidConfigurationException(
                    "volumes: found without data; it describes the volumes in a folder");
        }
        phantom.filter(found -> !Phantoms.regions().contains(found)
                        && !VolumePhantoms.regions().contains(found))
                .ifPresent(found -> {
                    throw new InvalidConfigurationException("phantom: found '" + found + "'; allowed are "
                            + Stream.concat(Phantoms.regions().stream(), VolumePhantoms.regions().stream())
                                    .collect(Collectors.joining(", ")));
                });
    }

    /** @param base where relative paths start */
    SiteRegion region(Path base) {
        if (phantom.isPresent()) {
            return phantom(name, phantom.get());
        }
        Path folder = base.resolve(data.orElseThrow());
        return volumes.map(section -> SiteRegion.of(section.describe(name, folder)))
                .orElseGet(() -> SiteRegion.at(name, folder));
    }

    private static SiteRegion phantom(String name, String phantom) {
        return VolumePhantoms.regions().contains(phantom)
                ? SiteRegion.ofPhantomVolumes(name, phantom)
                : new SiteRegion(
                        name,
                        (preprocessing, parts, seed) -> named(name, Phantoms.region(phantom, seed, preprocessing)));
    }

    private static RegionData named(String name, RegionData drawn) {
        return new RegionData(name, drawn.classes(), drawn.training(), drawn.validation(), drawn.test());
    }
}
