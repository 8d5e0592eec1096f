package io.lorkd.e2e;

import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.data.volumes.Patches;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeBatches;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.schedule.CosineSchedule;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.ModelSettings;
import io.lorkd.model.train.OptimiserSettings;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.StepLock;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import static io.lorkd.e2e.LocalFederation.await;
import static io.lorkd.e2e.Tensors.distance;
import static io.lorkd.e2e.Tensors.moved;
import static io.lorkd.e2e.Tensors.norm;
import static io.lorkd.e2e.Tensors.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/** As {@link FederatedEqualsCentralisedTest}, of a U-Net on volumes; it has no statistics that would have to be frozen. */
class SegmentationEqualsCentralisedTest {
    private static final int WARMUP = 1;
    private static final int STEPS = 4;
    private static final double LEARNING_RATE = 0.1;
    private static final double ALPHA = 8;
    private static final long SEED = 11;
    private static final Patches PATCHES = new Patches(List.of(16, 8, 8), 0.5, 0.2, false);

    /** A site and its part of the union batch of 3, which goes by training samples. */
    private record Site(String id, int batch, NoiseVolumes region) {}

    private static final List<Site> SITES = List.of(
            new Site("a-clinic", 2, new NoiseVolumes("brain", 2, 4)),
            new Site("b-clinic", 1, new NoiseVolumes("spine", 1, 2)));

    @TempDir
    Path temporary;

    @Test
    void twoSitesTrainWhatOneModelOnTheUnionBatchTrains() {
        Map<String, double[]> federated = new HashMap<>();
        Map<String, Integer> ranks;
        try (LocalFederation federation = new LocalFederation(temporary)) {
            federation.coordinate(PlanReader.parse("""
                    name: segmentation-is-centralised
                    seed: 11
                    precision: float64
                    network: {architecture: unet3d-tiny}
                    segmentation: {patch: [16, 8, 8], foreground: 0.5, intensity: 0.2, overlap: 0}
                    experts: {rank: 2, alpha: 8}
                    training: {batchSize: 3, learningRate: 0.1, momentum: 0, weightDecay: 0, flip: true}
                    rounds: {warmup: 1, decomposition: 3, sites: 2}
                    exchange: gradients
                    """, "test plan"));
            StepLock lock = new StepLock();
            for (Site site : SITES) {
                federation.join(await(SiteAgent.start(
                        federation.vertx(),
                        new SiteSettings(
                                site.id(),
                                federation.siteFolder(site.id()),
                                List.of(site.region().atSite()),
                                lock))));
            }
            RunOutcome outcome = federation.run();
            assertThat(outcome.reason()).isEmpty();
            assertThat(outcome.rounds()).isEqualTo(STEPS);
            ranks = outcome.ranks();
            federated.putAll(read(outcome.backbone()));
            for (Site site : SITES) {
                Path unit = federation.promotedUnit(site.id());
                federated.putAll(read(unit.resolve("experts.safetensors")));
                federated.putAll(read(unit.resolve("local.safetensors")));
            }
        }

        Path initial = temporary.resolve("initial.safetensors");
        Map<String, double[]> reference = centralised(initial, ranks);

        assertThat(federated.keySet()).isEqualTo(reference.keySet());
        String deepest = "encoder.stages.3.0.convs.1.conv.weight";
        assertThat(distance(reference.get(deepest), read(initial).get(deepest)))
                .as("how far training moved the deepest convolution")
                .isGreaterThan(1e-3 * norm(reference.get(deepest)));
        reference.forEach(
                (name, expected) -> assertThat(federated.get(name)).as(name).containsExactly(expected, offset(1e-9)));
    }

    /** One model, both regions, one optimiser; every tensor at the end by name. */
    private Map<String, double[]> centralised(Path initial, Map<String, Integer> ranks) {
        Network network = Networks.forVolumes("unet3d-tiny", 3, false, PATCHES.extents());
        BackboneManifest manifest = BackboneManifest.of(network, true, Dtype.F64);
        Initialiser.backbone(manifest, network, SEED, initial);
        ModelSettings settings = new ModelSettings(
                network,
                false,
                false,
                Dtype.F64,
                OptionalDouble.of(ALPHA),
                new OptimiserSettings(OptimiserSettings.Kind.SGD, 0, 0),
                1,
                0,
                Optional.empty(),
                SEED);
        List<RegionHead> heads = SITES.stream()
                .map(site -> site.region().data())
                .map(region -> new RegionHead(region.region(), region.classes()))
                .toList();
        try (TrainingSession model = TrainingSession.open(settings, heads, new StepLock())) {
            model.backbone(initial);
            for (int step = 0; step < STEPS; step++) {
                if (step == WARMUP) {
                    model.ranks(ranks);
                }
                model.step(unionBatch(step), CosineSchedule.rate(LEARNING_RATE, step, STEPS), step < WARMUP);
            }
            Path delta = temporary.resolve("delta.safetensors");
            Path unit = temporary.resolve("unit");
            model.writeDelta(delta);
            model.saveUnit(unit);
            Map<String, double[]> tensors = new LinkedHashMap<>(moved(manifest, read(initial), read(delta)));
            tensors.putAll(read(unit.resolve("experts.safetensors")));
            tensors.putAll(read(unit.resolve("local.safetensors")));
            return tensors;
        }
    }

    /** What the sites read in this step, one after the other. */
    private static VolumeBatch unionBatch(int step) {
        int samples = SITES.stream().mapToInt(Site::batch).sum();
        float[] voxels = new float[samples * PATCHES.voxels()];
        byte[] masks = new byte[voxels.length];
        int[] regions = new int[samples];
        int sample = 0;
        List<Integer> extents = List.of();
        for (int s = 0; s < SITES.size(); s++) {
            RegionVolumes region = SITES.get(s).region().data();
            int size = SITES.get(s).batch();
            SampleStream stream = new SampleStream(SEED, List.of(region.samples()), true);
            VolumeBatch part = VolumeBatches.read(List.of(region), stream.take((long) step * size, size), PATCHES);
            System.arraycopy(part.voxels(), 0, voxels, sample * PATCHES.voxels(), part.voxels().length);
            System.arraycopy(part.masks(), 0, masks, sample * PATCHES.voxels(), part.masks().length);
            for (int i = 0; i < size; i++, sample++) {
                regions[sample] = s;
            }
            extents = part.extents();
        }
        return new VolumeBatch(voxels, extents, regions, masks);
    }
}
