package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.Batch;
import io.lorkd.model.data.Sample;
import io.lorkd.model.data.SampleStream;
import io.lorkd.model.data.VolumeBatch;
import io.lorkd.model.data.volumes.Patches;
import io.lorkd.model.data.volumes.RegionVolumes;
import io.lorkd.model.data.volumes.VolumeBatches;
import io.lorkd.model.data.volumes.VolumeMemory;
import io.lorkd.model.data.volumes.VolumeReading;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.expert.SegmentationCard.MaskClass;
import io.lorkd.model.train.RegionHead;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionLoss;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.site.picture.Unpredicted;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.region.VolumeRegion;

import java.util.List;
import java.util.stream.IntStream;

/** Regions of volumes, each voxel of a class or of the background. */
final class VolumeData implements SiteData {
    private final Plan plan;
    private final Segmentation settings;
    private final List<RegionVolumes> regions;
    private final Patches patches;
    private final SampleStream stream;

    private VolumeData(Plan plan, Segmentation settings, List<RegionVolumes> regions, Patches patches) {
        this.plan = plan;
        this.settings = settings;
        this.regions = regions;
        this.patches = patches;
        this.stream = new SampleStream(
                plan.seed(),
                regions.stream().map(RegionVolumes::samples).toList(),
                plan.training().flip());
    }

    static VolumeData open(Plan plan, Segmentation settings, List<SiteRegion> regions) {
        VolumeReading reading = PlannedVolumes.reading(plan, settings);
        VolumeMemory memory = VolumeMemory.shareOfHeap(PlannedVolumes.SHARE_OF_HEAP);
        return new VolumeData(
                plan,
                settings,
                regions.stream()
                        .map(region -> volumes(region).open(reading, memory))
                        .toList(),
                reading.patches());
    }

    private static VolumeRegion volumes(SiteRegion region) {
        if (region.source() instanceof VolumeRegion volumes) {
            return volumes;
        }
        throw new InvalidInputException(
                "region " + region.name() + " has images, and the plan segments volumes: it has a"
                        + " section segmentation. Take part in a plan without one, or give the region a data set of volumes.");
    }

    @Override
    public List<RegionHead> heads() {
        return regions.stream()
                .map(region -> new RegionHead(region.region(), region.classes()))
                .toList();
    }

    @Override
    public SampleStream stream() {
        return stream;
    }

    @Override
    public Batch batch(List<Sample> samples) {
        return VolumeBatches.read(regions, samples, patches);
    }

    @Override
    public RegionLoss measure(TrainingSession session, int index) {
        RegionVolumes region = regions.get(index);
        List<VolumeBatch> batches =
                VolumeBatches.heldOut(region, index, patches, plan.training().batchSize(), plan.seed());
        int samples = batches.stream().mapToInt(VolumeBatch::size).sum();
        return new RegionLoss(session.heldOutLoss(region.region(), batches), samples);
    }

    @Override
    public RegionResult test(TrainingSession session, int index, int rank) {
        RegionVolumes region = regions.get(index);
        Scores scores = new VolumeTest(settings, region).score(session.segmenter(region.region()));
        return new RegionResult(region.region(), region.samples(), region.test().size(), rank, scores);
    }

    @Override
    public Unpredicted unpredicted(String region, int page) {
        return UnpredictedScan.read(regions.get(ShownRegion.index(heads(), region)), page, settings);
    }

    @Override
    public SegmentationCard card(int index, int rank, String backbone) {
        RegionVolumes region = regions.get(index);
        return new SegmentationCard(
                region.region(),
                IntStream.range(0, region.classes().size())
                        .mapToObj(c -> new MaskClass(
                                region.classes().get(c), region.labels().get(c)))
                        .toList(),
                plan.network().architecture(),
                switch (settings.head()) {
                    case CONVOLUTION -> SegmentationCard.Head.CONVOLUTION;
                    case QUERY -> SegmentationCard.Head.QUERY;
                },
                settings.patch(),
                settings.spacing().orElse(List.of()),
                region.modality(),
                patches.pad() ? SegmentationCard.Smaller.PAD : SegmentationCard.Smaller.REFUSE,
                settings.overlap(),
                rank,
                backbone);
    }
}
