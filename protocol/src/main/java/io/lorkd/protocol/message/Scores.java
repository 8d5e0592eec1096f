package io.lorkd.protocol.message;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good a region's predictions are, by what the run's task is judged by. All values lie in [0, 1], or are NaN where
 * nothing was measured.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(Scores.Classification.class), @JsonSubTypes.Type(Scores.Segmentation.class)})
public sealed interface Scores {

    /** The region's values by the names that results give them, the one that experts are compared by first. */
    Map<String, OptionalDouble> values();

    /** What experts are compared by: the accuracy, or the DSC. */
    double primary();

    /**
     * @param accuracy share of right answers
     * @param macroF1 mean F1 over the classes
     * @param auc mean one-against-rest area under the curve; empty where the test part has one class only
     */
    record Classification(double accuracy, double macroF1, OptionalDouble auc) implements Scores {
        public Classification {
            Require.share("accuracy", accuracy);
            Require.share("macroF1", macroF1);
            Require.present("auc", auc);
            auc.ifPresent(value -> Require.share("auc", value));
        }

        @Override
        public Map<String, OptionalDouble> values() {
            Map<String, OptionalDouble> values = new LinkedHashMap<>();
            values.put("accuracy", OptionalDouble.of(accuracy));
            values.put("macroF1", OptionalDouble.of(macroF1));
            values.put("auc", auc);
            return Collections.unmodifiableMap(values);
        }

        @Override
        public double primary() {
            return accuracy;
        }
    }

    /**
     * @param dsc Dice similarity coefficient, the mean over the classes
     * @param nsd normalised surface distance at the plan's tolerance, the mean over the classes
     * @param classes both for each class, the mean over the test volumes: two numbers a class, and nothing of one volume
     */
    record Segmentation(double dsc, double nsd, Map<String, Overlap> classes) implements Scores {
        public Segmentation {
            Require.share("dsc", dsc);
            Require.share("nsd", nsd);
            classes = Require.sorted("classes", classes);
        }

        @Override
        public Map<String, OptionalDouble> values() {
            Map<String, OptionalDouble> values = new LinkedHashMap<>();
            values.put("dsc", OptionalDouble.of(dsc));
            values.put("nsd", OptionalDouble.of(nsd));
            return Collections.unmodifiableMap(values);
        }

        @Override
        public double primary() {
            return dsc;
        }
    }

    /** How far predicted and true voxels of one class agree, in their volume and on their surface. */
    record Overlap(double dsc, double nsd) {
        public Overlap {
            Require.share("dsc", dsc);
            Require.share("nsd", nsd);
        }
    }
}
