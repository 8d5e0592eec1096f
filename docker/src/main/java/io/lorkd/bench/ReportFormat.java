package io.lorkd.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.bench.machine.Machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a report is shown: tables that are Markdown too, or one line of JSON. */
enum ReportFormat {
    TEXT {
        @Override
        String render(Report report) {
            List<String> lines = new ArrayList<>();
            lines.add("Measured on " + report.date() + " on " + report.machine() + "; load "
                    + String.format(Locale.ROOT, "%.1f", report.machine().load()) + " before;");
            lines.add(report.effort() + ".");
            lines.add("The first time is in milliseconds, the others are multiples of it.");
            for (Suite suite : Suite.values()) {
                List<Row> rows = report.of(suite);
                if (!rows.isEmpty()) {
                    lines.add("");
                    lines.addAll(table(suite, rows));
                }
            }
            return String.join(System.lineSeparator(), lines);
        }
    },
    JSON {
        @Override
        String render(Report report) {
            try {
                return MAPPER.writeValueAsString(json(report));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A tree of numbers and strings could not be written as JSON", e);
            }
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper();

    abstract String render(Report report);

    private static List<String> table(Suite suite, List<Row> rows) {
        List<List<String>> cells = new ArrayList<>();
        String plain = suite.variants().get(0);
        List<String> others = suite.variants().subList(1, suite.variants().size());
        List<String> header = new ArrayList<>(List.of(suite.label(), "threads", plain + ", ms"));
        header.addAll(others);
        cells.add(header);
        for (Row row : rows) {
            List<String> line = new ArrayList<>(
                    List.of(row.subject(), String.valueOf(row.threads()), number(row.milliseconds(plain))));
            others.forEach(variant -> line.add(number(row.ratio(variant))));
            cells.add(line);
        }
        return aligned(cells);
    }

    /** Text to the left, numbers to the right, as wide as they need to be. */
    private static List<String> aligned(List<List<String>> cells) {
        int columns = cells.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> cells.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            lines.add(IntStream.range(0, columns)
                    .mapToObj(column -> padded(row.get(column), widths[column], column == 0))
                    .collect(Collectors.joining(" | ", "| ", " |")));
        }
        lines.add(
                1,
                IntStream.range(0, columns)
                        .mapToObj(column -> "-".repeat(widths[column] + 1) + (column == 0 ? "-" : ":"))
                        .collect(Collectors.joining("|", "|", "|")));
        return lines;
    }

    private static String padded(String cell, int width, boolean left) {
        String blanks = " ".repeat(width - cell.length());
        return left ? cell + blanks : blanks + cell;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static ObjectNode json(Report report) {
        Machine machine = report.machine();
        ObjectNode root = MAPPER.createObjectNode().put("date", report.date().toString());
        root.putObject("machine")
                .put("processor", machine.processor())
                .put("cores", machine.cores())
                .put("system", machine.system())
                .put("java", machine.java())
                .put("loadBefore", machine.load());
        root.putObject("jmh")
                .put("rounds", report.effort().rounds())
                .put("warmupSeconds", report.effort().warmup().toMillis() / 1000.0)
                .put("measurementSeconds", report.effort().measurement().toMillis() / 1000.0);
        ArrayNode rows = root.putArray("rows");
        for (Row row : report.rows()) {
            ObjectNode node = rows.addObject()
                    .put("benchmark", row.suite().name().toLowerCase(Locale.ROOT))
                    .put("subject", row.subject())
                    .put("threads", row.threads());
            ObjectNode milliseconds = node.putObject("milliseconds");
            ObjectNode ratios = node.putObject("ratioToPlain");
            for (String variant : row.suite().variants()) {
                milliseconds.put(variant, row.milliseconds(variant));
                ratios.put(variant, row.ratio(variant));
            }
        }
        return root;
    }
}
