package io.lorkd.site.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Class probabilities of images, as a table or as what becomes JSON.
 *
 * @param probabilities one row per image, one column per class
 */
record ImageAnswer(List<String> classes, List<Path> images, List<double[]> probabilities) {

    String table() {
        int widest = images.stream()
                .mapToInt(image -> image.toString().length())
                .max()
                .orElse(0);
        String first = "%-" + Math.max(widest, "image".length()) + "s";
        StringBuilder table = new StringBuilder(first.formatted("image"));
        for (String name : classes) {
            table.append("  ").append(column(name).formatted(name));
        }
        for (int i = 0; i < images.size(); i++) {
            table.append(System.lineSeparator()).append(first.formatted(images.get(i)));
            for (int c = 0; c < classes.size(); c++) {
                String probability =
                        String.format(Locale.ROOT, "%.4f", probabilities.get(i)[c]);
                table.append("  ").append(column(classes.get(c)).formatted(probability));
            }
        }
        return table.toString();
    }

    /** As wide as the class's name, and as a probability with four places. */
    private static String column(String name) {
        return "%" + Math.max(name.length(), "0.0000".length()) + "s";
    }

    List<Map<String, Object>> json() {
        List<Map<String, Object>> predictions = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            Map<String, Object> byClass = new LinkedHashMap<>();
            for (int c = 0; c < classes.size(); c++) {
                byClass.put(classes.get(c), probabilities.get(i)[c]);
            }
            Map<String, Object> prediction = new LinkedHashMap<>();
            prediction.put("image", images.get(i).toString());
            prediction.put("probabilities", byClass);
            predictions.add(prediction);
        }
        return predictions;
    }
}
