package io.lorkd.model.data.volumes;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A part of a set on disk: prepared once and kept as far as memory goes, read from its files each time beyond that. */
final class StoredVolumes implements VolumeSource {

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
        List<Optional<LabelledVolume>> kept = IntStream.range(0, cases.size())
                .parallel()
                .mapToObj(i ->
                        room.get(i) ? Optional.of(reader.read(cases.get(i), part)) : Optional.<LabelledVolume>empty())
                .toList();
        return new StoredVolumes(List.copyOf(cases), part, reader, kept);
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
