package io.lorkd.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.message.Scores;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/** How a result is shown: a table for people, or one line of JSON for programs. */
enum ResultFormat {
    TEXT {
        @Override
        String render(SimulationResult result) {
            return table(result.regions()).render();
        }
    },
    JSON {
        @Override
        String render(SimulationResult result) {
            try {
                return MAPPER.writeValueAsString(json(result));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("A tree of numbers and strings could not be written as JSON", e);
            }
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Map<String, String> TITLES =
            Map.of("macroF1", "macro F1", "auc", "AUC", "dsc", "DSC", "nsd", "NSD");

    abstract String render(SimulationResult result);

    /** One line per region and one for their mean; the baselines only where there are any. */
    private static TextTable table(List<RegionResult> regions) {
        List<Column> columns = columns(regions);
        TextTable table = new TextTable(2);
        table.row(line(List.of("region", "site", "samples", "rank"), columns, Column::title));
        for (RegionResult region : regions) {
            List<String> about = List.of(
                    region.region(),
                    region.site(),
                    String.valueOf(region.samples()),
                    region.rank() == 0 ? "-" : String.valueOf(region.rank()));
            table.row(line(about, columns, column -> percent(column.value().apply(region))));
        }
        table.row(line(
                List.of("average", "", "", ""),
                columns,
                column -> percent(RegionResult.mean(regions, column.value()))));
        return table;
    }

    /** A column of scores. */
    private record Column(String title, Function<RegionResult, OptionalDouble> value) {}

    /** A run has one task, so the regions' scores have the same names. */
    private static List<Column> columns(List<RegionResult> regions) {
        List<Column> columns = new ArrayList<>();
        regions.stream()
                .limit(1)
                .flatMap(region -> region.scores().values().keySet().stream())
                .forEach(name -> columns.add(new Column(
                        TITLES.getOrDefault(name, name),
                        region -> region.scores().values().get(name))));
        if (regions.stream().anyMatch(region -> region.shared().isPresent())) {
            columns.add(new Column("shared", RegionResult::shared));
            columns.add(new Column("local", RegionResult::local));
        }
        return columns;
    }

    private static List<String> line(List<String> about, List<Column> columns, Function<Column, String> cell) {
        return Stream.concat(about.stream(), columns.stream().map(cell)).toList();
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share.getAsDouble());
    }

    private static ObjectNode json(SimulationResult result) {
        ObjectNode root = MAPPER.createObjectNode()
                .put("run", result.run())
                .put("rounds", result.rounds())
                .put("seconds", Math.round(result.seconds() * 10) / 10.0);
        root.putObject("backbone").put("sha256", result.backboneSha256()).put("parameters", result.parameters());
        root.putObject("bytes").put("down", result.down()).put("up", result.up());
        root.put("expertBytesSent", result.expertBytesSent());
        var regions = root.putArray("regions");
        for (RegionResult region : result.regions()) {
            ObjectNode row = regions.addObject()
                    .put("region", region.region())
                    .put("site", region.site())
                    .put("samples", region.samples())
                    .put("rank", region.rank());
            region.scores().values().forEach((name, value) -> put(row, name, value));
            if (region.scores() instanceof Scores.Segmentation segmentation) {
                row.set("classes", MAPPER.valueToTree(segmentation.classes()));
            }
            put(row, "shared", region.shared());
            put(row, "local", region.local());
        }
        return root;
    }

    private static void put(ObjectNode row, String key, OptionalDouble value) {
        if (value.isPresent()) {
            row.put(key, value.getAsDouble());
        } else {
            row.putNull(key);
        }
    }
}
