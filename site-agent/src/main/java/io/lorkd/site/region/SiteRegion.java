package io.lorkd.site.region;

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

    /** A region whose images are a data set on disk: an {@code .npz} file, or a folder with its splits. */
    public static SiteRegion at(String name, Path dataSet) {
        return new SiteRegion(name, new DataSetOnDisk(name, dataSet));
    }
}
