package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads which part each case is of: a CSV file whose first line names the columns, {@code case} and {@code split} among them. */
final class SplitFile {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final int caseColumn;
    private final int splitColumn;
    private final Map<String, VolumePart> parts = new LinkedHashMap<>();

    private SplitFile(Path file, List<String> header) {
        this.file = file;
        this.caseColumn = column(header, "case");
        this.splitColumn = column(header, "split");
    }

    /**
     * The parts by case, in the file's order.
     *
     * @throws InvalidInputException naming file and line
     */
    static Map<String, VolumePart> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + " cannot be read as text: " + e.getMessage()
                            + "; a CSV file with the columns case and split was expected",
                    e);
        }
        String first = lines.isEmpty() ? "" : lines.get(0);
        SplitFile split = new SplitFile(
                file, cells(first.startsWith(BYTE_ORDER_MARK) ? first.substring(BYTE_ORDER_MARK.length()) : first));
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                split.take(i + 1, cells(lines.get(i)));
            }
        }
        return split.parts;
    }

    private int column(List<String> header, String name) {
        int column = header.indexOf(name);
        if (column < 0) {
            throw new InvalidInputException(file + " has no column " + name + ": its first line is '"
                    + String.join(",", header) + "'; expected are the columns case and split");
        }
        return column;
    }

    private void take(int line, List<String> cells) {
        if (cells.size() <= Math.max(caseColumn, splitColumn)) {
            throw new InvalidInputException(file + ", line " + line + " has " + cells.size()
                    + " columns, too few for case and split; complete it");
        }
        String name = cells.get(caseColumn);
        if (parts.put(name, part(line, cells.get(splitColumn))) != null) {
            throw new InvalidInputException(
                    file + ", line " + line + " has the case " + name + " again; each case is of one part");
        }
    }

    private VolumePart part(int line, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> VolumePart.TRAINING;
            case "val", "validation" -> VolumePart.VALIDATION;
            case "test" -> VolumePart.TEST;
            default ->
                throw new InvalidInputException(file + ", line " + line + " has the split '" + value
                        + "'; expected is train, validation or test");
        };
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split(",", -1)) {
            String bare = cell.strip();
            boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
            cells.add(quoted ? bare.substring(1, bare.length() - 1) : bare);
        }
        return cells;
    }
}
