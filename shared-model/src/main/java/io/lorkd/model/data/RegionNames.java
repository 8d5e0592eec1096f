package io.lorkd.model.data;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Gives regions names that can stand in addresses and file names. */
public final class RegionNames {

    private static final int LONGEST = 63;

    private final Set<String> taken = new HashSet<>();

    /** A name for the region of this data set that was not given before: a second {@code skin} is {@code skin-2}. */
    public String next(Path dataSet) {
        String base = of(SortedFolder.name(dataSet));
        String name = base;
        for (int n = 2; !taken.add(name); n++) {
            String suffix = "-" + n;
            name = base.substring(0, Math.min(base.length(), LONGEST - suffix.length())) + suffix;
        }
        return name;
    }

    private static String of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(MedMnistFile.SUFFIX)) {
            name = name.substring(0, name.length() - MedMnistFile.SUFFIX.length());
        }
        String plain = name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        String cut = plain.substring(0, Math.min(plain.length(), LONGEST)).replaceAll("-+$", "");
        return cut.isEmpty() ? "region" : cut;
    }
}
