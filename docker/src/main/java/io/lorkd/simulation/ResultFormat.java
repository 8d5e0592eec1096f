package io.lorkd.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

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

    abstract String render(SimulationResult result);

    /** One line per region and one for their mean; the baselines only where there are any. */
    private static TextTable table(List<RegionResult> regions) {
        boolean compared = regions.stream().anyMatch(region -> region.shared().isPresent());
        TextTable table = new TextTable(2);
        table.row(columns(
                compared, "region", "site", "samples", "rank", "accuracy", "macro F1", "AUC", "shared", "local"));
        for (RegionResult region : regions) {
            table.row(columns(
                    compared,
                    region.region(),
                    region.site(),
                    String.valueOf(region.samples()),
                    region.rank() == 0 ? "-" : String.valueOf(region.rank()),
                    percent(OptionalDouble.of(region.accuracy())),
                    percent(OptionalDouble.of(region.macroF1())),
                    percent(region.auc()),
                    percent(region.shared()),
                    percent(region.local())));
        }
        table.row(columns(
                compared,
                "average",
                "",
                "",
                "",
                mean(regions, region -> OptionalDouble.of(region.accuracy())),
                mean(regions, region -> OptionalDouble.of(region.macroF1())),
                mean(regions, RegionResult::auc),
                mean(regions, RegionResult::shared),
                mean(regions, RegionResult::local)));
        return table;
    }

    private static List<String> columns(boolean compared, String... cells) {
        List<String> columns = new ArrayList<>(List.of(cells));
        return compared ? columns : columns.subList(0, columns.size() - 2);
    }

    private static String mean(List<RegionResult> regions, Function<RegionResult, OptionalDouble> value) {
        return percent(RegionResult.mean(regions, value));
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
                    .put("rank", region.rank())
                    .put("accuracy", region.accuracy())
                    .put("macroF1", region.macroF1());
            put(row, "auc", region.auc());
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
