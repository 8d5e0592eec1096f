package io.lorkd.site.region;

import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeSetDescription;
import io.lorkd.model.data.volumes.VolumeSets;
import io.lorkd.protocol.InvalidConfigurationException;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A region that a site trains.
 *
 * @param name such as {@code breast}; it is part of file names and tensor names
 * @param source where its data come from
 */
public record SiteRegion(String name, RegionSource source) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    public SiteRegion {
        Objects.requireNonNull(source, "source");
        if (!FORM.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new InvalidConfigurationException("region: found the name '" + name
                    + "'; allowed are 1 to 63 lower-case letters, digits, dashes and underscores, the first of them a"
                    + " letter or digit");
        }
    }

    /** A region of images. */
    public SiteRegion(String name, ImageRegion images) {
        this(name, (RegionSource) images);
    }

    /**
     * A region whose data are on disk: images in an {@code .npz} file, or in a folder with its splits; or volumes, in a
     * folder in the Medical Segmentation Decathlon's layout.
     *
     * @throws io.lorkd.model.InvalidInputException if it cannot be told what is in such a folder
     */
    public static SiteRegion at(String name, Path dataSet) {
        return VolumeSets.isOne(dataSet)
                ? of(VolumeSets.describe(dataSet, name))
                : new SiteRegion(name, new DataSetOnDisk(name, dataSet));
    }

    /** A region of volumes, as they are described. */
    public static SiteRegion of(VolumeSetDescription volumes) {
        return new SiteRegion(volumes.region(), new VolumesOnDisk(volumes));
    }

    /** A region of volumes that are read already, however the plan has them. */
    public static SiteRegion of(VolumeSetDescription volumes, RegionVolumes read) {
        return new SiteRegion(volumes.region(), new VolumesInMemory(volumes, read));
    }

    /** A region of synthetic volumes, which may go by another name than the phantom's. */
    public static SiteRegion ofPhantomVolumes(String name, String phantom) {
        return new SiteRegion(name, new PhantomVolumes(name, phantom));
    }
}
