package io.lorkd.model.train;

import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.QueryDecoder;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Sessions of the smallest network, with settings that tests vary one at a time. */
final class Sessions {

    static final Network NETWORK = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);
    static final int IMAGE_SIZE = 16;

    /** Takes extents that are multiples of 8. */
    static final Network UNET = Networks.byName("unet3d-tiny", Stem.STANDARD, 3);

    /** (depth, height, width). */
    static final List<Integer> PATCH = List.of(8, 8, 16);

    static final int CLASSES = 3;
    static final double RATE = 0.02;

    private Sessions() {}

    static ModelSettings settings(Dtype dtype) {
        return settings(dtype, NETWORK);
    }

    static ModelSettings settings(Dtype dtype, Network network) {
        return new ModelSettings(
                network,
                false,
                false,
                dtype,
                OptionalDouble.of(16),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0.9, 1e-4),
                1,
                0,
                Optional.empty(),
                7);
    }

    /** Of volumes, with AdamW. */
    static ModelSettings segmentation(Dtype dtype) {
        return with(settings(dtype, UNET), new OptimiserSettings(OptimiserSettings.Kind.ADAMW, 0.9, 1e-2), 0);
    }

    /** With a query decoder, but a narrow one. */
    static ModelSettings asking(ModelSettings from) {
        QueryDecoder usual = UNET.withQueryDecoder().decoder().orElseThrow();
        QueryDecoder narrow =
                new QueryDecoder(usual.sources(), usual.memoryStride(), 24, 4, 2, 32, 0.1, 16, UNET.featureWidth());
        return with(
                settings(
                        from.dtype(),
                        new Network(
                                UNET.name(),
                                UNET.inChannels(),
                                UNET.featureWidth(),
                                UNET.firstWeights(),
                                UNET.trunk(),
                                Optional.of(narrow))),
                from.optimiser(),
                0);
    }

    static ModelSettings with(ModelSettings from, SegmentationSettings segmentation) {
        return new ModelSettings(
                from.network(),
                from.localNormalisation(),
                from.frozenStatistics(),
                from.dtype(),
                from.alpha(),
                from.optimiser(),
                from.temperature(),
                from.proximal(),
                from.teacher(),
                segmentation,
                from.seed());
    }

    static ModelSettings with(ModelSettings from, boolean localNormalisation, boolean frozen) {
        return new ModelSettings(
                from.network(),
                localNormalisation,
                frozen,
                from.dtype(),
                from.alpha(),
                from.optimiser(),
                from.temperature(),
                from.proximal(),
                from.teacher(),
                from.segmentation(),
                from.seed());
    }

    static ModelSettings with(ModelSettings from, OptimiserSettings optimiser, double proximal) {
        return new ModelSettings(
                from.network(),
                from.localNormalisation(),
                from.frozenStatistics(),
                from.dtype(),
                from.alpha(),
                optimiser,
                from.temperature(),
                proximal,
                from.teacher(),
                from.segmentation(),
                from.seed());
    }

    static ModelSettings with(ModelSettings from, TeacherSettings teacher) {
        return new ModelSettings(
                from.network(),
                from.localNormalisation(),
                from.frozenStatistics(),
                from.dtype(),
                from.alpha(),
                from.optimiser(),
                from.temperature(),
                from.proximal(),
                Optional.of(teacher),
                from.segmentation(),
                from.seed());
    }

    static BackboneManifest manifest(ModelSettings settings) {
        return BackboneManifest.of(settings.network(), !settings.localNormalisation(), settings.dtype());
    }

    static Path backbone(ModelSettings settings, Path folder) {
        Path file = folder.resolve("backbone.safetensors");
        Initialiser.backbone(manifest(settings), settings.network(), 3, file);
        return file;
    }

    static List<RegionHead> regions(String... names) {
        return Arrays.stream(names)
                .map(name -> new RegionHead(name, List.of("a", "b", "c")))
                .toList();
    }

    /** Regions of volumes, of one class and two: one class fewer than labels. */
    static List<RegionHead> volumeRegions() {
        return List.of(new RegionHead("brain", List.of("front", "back")), new RegionHead("spine", List.of("cord")));
    }

    static Map<String, Integer> ranks(int rank, String... names) {
        return Arrays.stream(names).collect(Collectors.toMap(name -> name, name -> rank));
    }
}
