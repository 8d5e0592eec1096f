package io.lorkd.model.data.volumes;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** A part of a set on disk: prepared once and kept as far as memory goes, read from its files each time beyond that. */
final class StoredVolumes implements VolumeSource {

    /** The scan, as it is turned, resampled and prepared, in units of what is kept of it. */
    private static final long PREPARATION = 4;

    private final List<VolumeCase> cases;
    private final VolumePart part;
    private final CaseReader reader;
    private final List<Optional<LabelledVolume>> kept;

    private StoredVolumes(
            List<VolumeCase> cases, VolumePart part, CaseReader reader, List<Optional<LabelledVolume>> kept) {
        this.cases = cases;
        this.part = part;
        this.reader = reader;
        this.kept = kept;
    }

    /**
     * Looks at all cases' headers, and reads those that there is room for.
     *
     * @throws io.lorkd.model.InvalidInputException if one cannot be used
     */
    static StoredVolumes open(List<VolumeCase> cases, VolumePart part, CaseReader reader, VolumeMemory memory) {
        List<Long> bytes = cases.parallelStream().map(reader::check).toList();
        List<Boolean> room = bytes.stream().map(memory::take).toList();
        IntStream each = IntStream.range(0, cases.size());
        List<Optional<LabelledVolume>> kept = (fitSideBySide(bytes) ? each.parallel() : each)
                .mapToObj(i ->
                        room.get(i) ? Optional.of(reader.read(cases.get(i), part)) : Optional.<LabelledVolume>empty())
                .toList();
        return new StoredVolumes(List.copyOf(cases), part, reader, kept);
    }

    /** Whether as many as there are threads may be read at once, with what their preparation takes. */
    private static boolean fitSideBySide(List<Long> bytes) {
        long largest = bytes.stream().mapToLong(Long::longValue).max().orElse(0);
        long threads = ForkJoinPool.getCommonPoolParallelism() + 1L;
        return PREPARATION * largest * threads < Runtime.getRuntime().maxMemory() / 4;
    }

    @Override
    public int size() {
        return cases.size();
    }

    @Override
    public String name(int i) {
        return cases.get(i).name();
    }

    @Override
    public LabelledVolume read(int i) {
        return kept.get(i).orElseGet(() -> reader.read(cases.get(i), part));
    }

    List<Optional<LabelledVolume>> kept() {
        return kept;
    }
}
