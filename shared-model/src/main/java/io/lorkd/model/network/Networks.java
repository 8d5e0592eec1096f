package io.lorkd.model.network;

import io.lorkd.model.InvalidInputException;

import java.util.List;

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

    /** All names: image trunks, then U-Nets. */
    public static List<String> names() {
        return CATALOGUE.stream().map(Entry::name).toList();
    }

    private interface Builder {
        Network build(String name, Stem stem, int inChannels);
    }

    private record Entry(String name, Builder builder) {}
}
