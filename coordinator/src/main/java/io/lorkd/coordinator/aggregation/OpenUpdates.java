package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;

/** The updates of a round, open for reading side by side. */
final class OpenUpdates implements Closeable {
    private final List<TensorFile> files = new ArrayList<>();
    private final List<Update> updates;
    private final double[] values = new double[Aggregation.BLOCK];

    private OpenUpdates(List<Update> updates) {
        this.updates = updates;
    }

    static OpenUpdates open(List<Update> updates) {
        OpenUpdates open = new OpenUpdates(updates);
        try {
            for (Update update : updates) {
                open.files.add(TensorFile.open(update.file()));
            }
            return open;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** Reduces one block of one tensor over all sites, in their order. */
    void reduce(TensorInfo tensor, long first, int count, Reduction reduction, double[] into) {
        reduction.begin(count);
        for (int i = 0; i < files.size(); i++) {
            TensorFile file = files.get(i);
            file.read(file.tensor(tensor.name()), first, values, 0, count);
            reduction.add(values, updates.get(i).weight());
        }
        reduction.end(into);
    }

    @Override
    public void close() {
        for (TensorFile file : files) {
            file.close();
        }
    }
}
