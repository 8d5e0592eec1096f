package io.lorkd.model.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Regions seen as one, whose classes are all of theirs side by side, {@code region/class}: what a foundation model with one
 * unified head is trained on.
 *
 * @param regions in the order in which their classes are counted
 */
public record UnifiedRegions(List<RegionData> regions) {

    public UnifiedRegions {
        regions = List.copyOf(regions);
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("there is no region to unify");
        }
    }

    /** All classes of all regions, {@code region/class}. */
    public List<String> classes() {
        return regions.stream()
                .flatMap(region -> region.classes().stream().map(name -> region.region() + "/" + name))
                .toList();
    }

    /** Where a region's classes begin among all. */
    public int offset(int region) {
        return regions.subList(0, region).stream()
                .mapToInt(each -> each.classes().size())
                .sum();
    }

    /** The images of all regions, labelled by the unified classes. */
    public RegionData as(String name) {
        List<ImageSource> training = new ArrayList<>();
        List<ImageSource> validation = new ArrayList<>();
        List<ImageSource> test = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            training.add(new Shifted(regions.get(i).training(), offset(i)));
            validation.add(new Shifted(regions.get(i).validation(), offset(i)));
            test.add(test(i));
        }
        return new RegionData(name, classes(), new Joined(training), new Joined(validation), new Joined(test));
    }

    /** One region's test images, labelled by the unified classes. */
    public ImageSource test(int region) {
        return new Shifted(regions.get(region).test(), offset(region));
    }

    /** Images whose labels count from another class on. */
    private record Shifted(ImageSource images, int offset) implements ImageSource {
        @Override
        public int size() {
            return images.size();
        }

        @Override
        public int label(int i) {
            return images.label(i) + offset;
        }

        @Override
        public void read(int i, float[] into) {
            images.read(i, into);
        }
    }

    /** One source's images after the other's. */
    private static final class Joined implements ImageSource {
        private final List<ImageSource> parts;
        private final int size;

        Joined(List<ImageSource> parts) {
            this.parts = List.copyOf(parts);
            this.size = parts.stream().mapToInt(ImageSource::size).reduce(0, Math::addExact);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public int label(int i) {
            int left = i;
            for (ImageSource part : parts) {
                if (left < part.size()) {
                    return part.label(left);
                }
                left -= part.size();
            }
            throw noImage(i);
        }

        @Override
        public void read(int i, float[] into) {
            int left = i;
            for (ImageSource part : parts) {
                if (left < part.size()) {
                    part.read(left, into);
                    return;
                }
                left -= part.size();
            }
            throw noImage(i);
        }

        private IndexOutOfBoundsException noImage(int i) {
            return new IndexOutOfBoundsException("image " + i + " of " + size);
        }
    }
}
