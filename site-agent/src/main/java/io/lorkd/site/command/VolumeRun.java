package io.lorkd.site.command;

import io.lorkd.model.InvalidInputException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.site.predict.Expert;
import io.lorkd.site.predict.ProgressLine;
import io.lorkd.site.predict.VolumeFiles;
import io.lorkd.site.predict.VolumePrediction;
import io.lorkd.site.predict.VolumePrediction.Predicted;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Predicts volumes file by file, says of each what came out, and goes on past a bad one in a folder. */
final class VolumeRun {

    private final VolumePrediction prediction;
    private final VolumeFiles files;
    private final boolean preview;
    private final List<Map<String, Object>> written = new ArrayList<>();
    private final List<Map<String, Object>> failed = new ArrayList<>();

    VolumeRun(Expert.OfVolumes expert, VolumeFiles files, boolean preview) {
        this.prediction = new VolumePrediction(expert);
        this.files = files;
        this.preview = preview;
    }

    interface Lines {
        void line(String text);
    }

    /**
     * @param lines takes a line per volume
     * @param bar where a bar is drawn
     * @param terminal whether there is somebody to see it
     * @throws InvalidInputException when the only file is bad, or every one in the folder
     */
    void predict(Lines lines, PrintWriter bar, boolean terminal) {
        for (VolumeFiles.Pair pair : files.pairs()) {
            try {
                predict(pair, lines, bar, terminal);
            } catch (InvalidInputException e) {
                if (!files.folder()) {
                    throw e;
                }
                Map<String, Object> failure = new LinkedHashMap<>();
                failure.put("in", pair.in().toString());
                failure.put("reason", e.getMessage());
                failed.add(failure);
                lines.line("not predicted: " + e.getMessage());
            } catch (UncheckedIOException e) {
                throw new RunFailedException(e.getMessage());
            }
        }
        if (written.isEmpty()) {
            throw new InvalidInputException("none of the " + failed.size() + " volumes could be predicted; "
                    + failed.get(0).get("reason"));
        }
    }

    private void predict(VolumeFiles.Pair pair, Lines lines, PrintWriter bar, boolean terminal) {
        long start = System.nanoTime();
        ProgressLine progress =
                new ProgressLine(bar, terminal, pair.in().getFileName().toString());
        Predicted predicted;
        try {
            predicted = prediction.predict(pair, progress, preview);
        } finally {
            progress.end();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String found = predicted.millilitres().entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.2f ml", each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
        lines.line(String.format(Locale.ROOT, "%s -> %s: %s (%.1f s)", pair.in(), pair.out(), found, seconds));
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("in", pair.in().toString());
        entry.put("out", pair.out().toString());
        if (preview) {
            entry.put("preview", pair.preview().toString());
        }
        entry.put("voxels", predicted.voxels());
        entry.put("millilitres", predicted.millilitres());
        entry.put("seconds", seconds);
        written.add(entry);
    }

    /** What was written, in the order of the files. */
    List<Map<String, Object>> written() {
        return written;
    }

    /** What was not, and why. */
    List<Map<String, Object>> failed() {
        return failed;
    }
}
