package io.lorkd.simulation;

import java.util.ArrayList;
import java.util.List;

import static java.util.stream.Collectors.joining;

/** Rows of text in columns as wide as they need to be: the first ones aligned left, the others right. */
final class TextTable {

    private static final String GAP = "  ";

    private final int leftColumns;
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(int leftColumns) {
        this.leftColumns = leftColumns;
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    String render() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).collect(joining(System.lineSeparator()));
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String blanks = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(column < leftColumns ? cell + blanks : blanks + cell);
        }
        return line.toString().stripTrailing();
    }
}
