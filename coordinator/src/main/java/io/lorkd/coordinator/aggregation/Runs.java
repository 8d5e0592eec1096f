package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.BackboneManifest.Entry;
import io.lorkd.model.tensor.BackboneManifest.Tag;

import java.util.ArrayList;
import java.util.List;

/** Where, in a file of the manifest seen as one run of elements, trainable tensors and statistics begin and end. */
final class Runs {
    private final List<Run> runs = new ArrayList<>();

    /** Elements {@code from} to {@code to} of the file, all of one tag. */
    private record Run(Tag tag, long from, long to) {}

    /** Places {@code from} to {@code to} of a block. */
    record Part(boolean trainable, int from, int to) {}

    Runs(BackboneManifest manifest) {
        long from = 0;
        for (Entry entry : manifest.entries()) {
            long to = from + entry.tensor().elements();
            if (!runs.isEmpty() && runs.get(runs.size() - 1).tag() == entry.tag()) {
                runs.set(
                        runs.size() - 1,
                        new Run(entry.tag(), runs.get(runs.size() - 1).from(), to));
            } else {
                runs.add(new Run(entry.tag(), from, to));
            }
            from = to;
        }
    }

    /** The parts of the block that begins at this element. */
    List<Part> in(long first, int count) {
        List<Part> parts = new ArrayList<>();
        for (Run run : runs) {
            long from = Math.max(run.from(), first);
            long to = Math.min(run.to(), first + count);
            if (from < to) {
                parts.add(new Part(run.tag() == Tag.TRAINABLE, (int) (from - first), (int) (to - first)));
            }
        }
        return parts;
    }
}
