package io.lorkd.coordinator.aggregation;

import io.lorkd.model.tensor.FlatFile;
import io.lorkd.model.tensor.FlatForm;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;

/** The updates of a round, open for reading side by side, in the order of site ids. */
final class OpenUpdates implements Closeable {
    /** Handles that are kept between reads; those of further files are taken for each block, which costs little beside it. */
    private static final int HANDLES = 128;

    private final FlatForm form;
    private final List<Update> updates;
    private final List<FlatFile> files = new ArrayList<>();
    private final double[] values = new double[Aggregation.BLOCK];

    private OpenUpdates(FlatForm form, List<Update> updates) {
        this.form = form;
        this.updates = updates;
    }

    static OpenUpdates open(FlatForm form, List<Update> updates) {
        OpenUpdates open = new OpenUpdates(form, updates);
        try {
            for (Update update : updates) {
                open.files.add(form.open(update.file()));
                open.rest(open.files.size() - 1);
            }
            return open;
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    List<Update> updates() {
        return updates;
    }

    /** Reduces a block over all sites; trainable tensors by the rule, statistics by the other reduction. */
    void reduce(long first, int count, List<Runs.Part> parts, Reduction trainable, Reduction statistic, double[] into) {
        trainable.begin();
        statistic.begin();
        for (int site = 0; site < files.size(); site++) {
            read(site, first, count);
            for (Runs.Part part : parts) {
                (part.trainable() ? trainable : statistic).add(site, values, part.from(), part.to());
            }
        }
        for (Runs.Part part : parts) {
            (part.trainable() ? trainable : statistic).end(into, part.from(), part.to());
        }
    }

    /** The L2 norm of each update's trainable part, summed up in double in the order of the file. */
    double[] norms(Runs runs) {
        double[] norms = new double[files.size()];
        for (int site = 0; site < norms.length; site++) {
            double squares = 0;
            for (long first = 0; first < form.elements(); first += Aggregation.BLOCK) {
                int count = (int) Math.min(Aggregation.BLOCK, form.elements() - first);
                read(site, first, count);
                for (Runs.Part part : runs.in(first, count)) {
                    squares = addSquares(squares, part);
                }
            }
            norms[site] = Math.sqrt(squares);
        }
        return norms;
    }

    private double addSquares(double squares, Runs.Part part) {
        double sum = squares;
        if (part.trainable()) {
            for (int i = part.from(); i < part.to(); i++) {
                sum += values[i] * values[i];
            }
        }
        return sum;
    }

    private void read(int site, long first, int count) {
        files.get(site).read(first, values, count);
        rest(site);
    }

    private void rest(int site) {
        if (site >= HANDLES) {
            files.get(site).release();
        }
    }

    @Override
    public void close() {
        files.forEach(FlatFile::close);
    }
}
