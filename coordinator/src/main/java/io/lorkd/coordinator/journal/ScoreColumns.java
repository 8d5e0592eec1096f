package io.lorkd.coordinator.journal;

import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.Scores.Overlap;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The columns of a report that hold a region's scores. Those of the task that the run has not are null. */
final class ScoreColumns {
    static final String NAMES = "accuracy, macro_f1, auc, dsc, nsd, class_dsc, class_nsd";

    static final String VALUES = ":accuracy, :f1, :auc, :dsc, :nsd, :classDsc, :classNsd";

    private ScoreColumns() {}

    static void bind(PreparedBatch row, Scores scores) {
        if (scores instanceof Scores.Segmentation segmentation) {
            number(row, "accuracy", null);
            number(row, "f1", null);
            number(row, "auc", null);
            number(row, "dsc", segmentation.dsc());
            number(row, "nsd", segmentation.nsd());
            row.bind("classDsc", byClass(segmentation, Overlap::dsc));
            row.bind("classNsd", byClass(segmentation, Overlap::nsd));
            return;
        }
        Scores.Classification classification = (Scores.Classification) scores;
        OptionalDouble auc = classification.auc();
        number(row, "accuracy", classification.accuracy());
        number(row, "f1", classification.macroF1());
        number(row, "auc", auc.isPresent() ? auc.getAsDouble() : null);
        number(row, "dsc", null);
        number(row, "nsd", null);
        row.bind("classDsc", (String) null);
        row.bind("classNsd", (String) null);
    }

    private static void number(PreparedBatch row, String name, Double value) {
        row.bindBySqlType(name, value, Types.DOUBLE);
    }

    private static String byClass(Scores.Segmentation scores, ToDoubleFunction<Overlap> value) {
        Map<String, Double> values = new TreeMap<>();
        scores.classes().forEach((name, overlap) -> values.put(name, value.applyAsDouble(overlap)));
        return Json.of(values);
    }

    static Scores read(ResultSet row) throws SQLException {
        OptionalDouble dsc = number(row, "dsc");
        if (dsc.isEmpty()) {
            return new Scores.Classification(row.getDouble("accuracy"), row.getDouble("macro_f1"), number(row, "auc"));
        }
        Map<String, Double> classDsc = Json.numbers(row.getString("class_dsc"));
        Map<String, Double> classNsd = Json.numbers(row.getString("class_nsd"));
        Map<String, Overlap> classes = new TreeMap<>();
        classDsc.forEach((name, value) -> classes.put(name, new Overlap(value, classNsd.get(name))));
        return new Scores.Segmentation(dsc.getAsDouble(), row.getDouble("nsd"), classes);
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
