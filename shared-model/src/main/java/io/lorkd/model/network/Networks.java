package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;

import java.util.List;
import java.util.stream.Collectors;

/** The catalogue of trunks. A new network is one builder and one line here. */
public final class Networks {

    private static final List<Entry> CATALOGUE = List.of(
            new Entry(
                    "shufflenet-v2-x0.5", (name, stem, in) -> ShuffleNetV2.build(name, List.of(48, 96, 192), stem, in)),
            new Entry(
                    "shufflenet-v2-x1.0",
                    (name, stem, in) -> ShuffleNetV2.build(name, List.of(116, 232, 464), stem, in)),
            new Entry(
                    "resnet-18",
                    (name, stem, in) -> ResNet.build(name, ResNet.Unit.BASIC, List.of(2, 2, 2, 2), stem, in)),
            new Entry(
                    "resnet-50",
                    (name, stem, in) -> ResNet.build(name, ResNet.Unit.BOTTLENECK, List.of(3, 4, 6, 3), stem, in)),
            // Light enough for a few CPU cores; the other two have the paper's sizes.
            new Entry("unet3d-tiny", (name, stem, in) -> UNet3d.build(name, List.of(16, 32, 64, 128), in)),
            new Entry("unet3d-nano", (name, stem, in) -> UNet3d.build(name, List.of(32, 64, 128, 256, 512), in)),
            new Entry("unet3d-pro", (name, stem, in) -> UNet3d.build(name, List.of(64, 64, 128, 256, 512, 768), in)));

    private Networks() {}

    /**
     * A trunk without query decoder, see {@link Network#withQueryDecoder}.
     *
     * @param stem how a trunk for images begins; U-Nets have one beginning only
     * @param inChannels channels of the images or volumes, 3 for grey ones that are repeated
     * @throws InvalidInputException when there is no network of that name
     */
    public static Network byName(String name, Stem stem, int inChannels) {
        if (inChannels < 1) {
            throw new IllegalArgumentException("a network needs at least one input channel, not " + inChannels);
        }
        return CATALOGUE.stream()
                .filter(entry -> entry.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "no network is named \"" + name + "\"; the known ones are " + String.join(", ", names())))
                .builder
                .build(name, stem, inChannels);
    }

    /**
     * A network that classifies images.
     *
     * @throws InvalidInputException when there is none of that name, or it segments volumes
     */
    public static Network forImages(String name, Stem stem, int inChannels) {
        Network network = byName(name, stem, inChannels);
        if (network.isSegmenting()) {
            throw new InvalidInputException("network.architecture: found " + name
                    + ", which segments volumes, in a plan without a section segmentation, which classifies images; allowed"
                    + " are " + names(false) + ", or a section segmentation");
        }
        return network;
    }

    /**
     * A network that segments volumes.
     *
     * @param queries whether the shared query decoder makes the logits, rather than a head of each region
     * @param patch extents of what it is given
     * @throws InvalidInputException when there is none of that name, it classifies images, or does not take the patch
     */
    public static Network forVolumes(String name, int inChannels, boolean queries, List<Integer> patch) {
        Network network = byName(name, Stem.SMALL, inChannels);
        if (!network.isSegmenting()) {
            throw new InvalidInputException("network.architecture: found " + name
                    + ", which classifies images, in a plan with a section segmentation; allowed are " + names(true)
                    + ", or no section segmentation");
        }
        Network whole = queries ? network.withQueryDecoder() : network;
        try {
            whole.checkExtents(patch);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("segmentation.patch: " + e.getMessage(), e);
        }
        return whole;
    }

    private static String names(boolean segmenting) {
        return names().stream()
                .filter(name -> byName(name, Stem.SMALL, 1).isSegmenting() == segmenting)
                .collect(Collectors.joining(", "));
    }

    /** All names: image trunks, then U-Nets. */
    public static List<String> names() {
        return CATALOGUE.stream().map(Entry::name).toList();
    }

    private interface Builder {
        Network build(String name, Stem stem, int inChannels);
    }

    private record Entry(String name, Builder builder) {}
}
