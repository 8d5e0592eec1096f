package io.lorkd.model.metric;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How well one region's test images were classified. The predicted class is the most probable one, the first on ties.
 *
 * @param accuracy share of images whose class was predicted, 0...1
 * @param macroF1 mean of the F1 scores of the classes that occur among labels or predictions, 0...1; a class that was
 *     never predicted right has 0
 * @param auc mean of the one-versus-rest areas under the ROC curve of the classes that occur among the labels, 0...1, ties
 *     counted half; empty where only one class occurs, since a curve needs both sides
 */
public record ClassificationMetrics(double accuracy, double macroF1, OptionalDouble auc) {

    /**
     * @param probabilities (N, classes)
     * @param labels (N), indices of classes
     * @throws IllegalArgumentException if there is nothing to measure, the two do not fit together, or a probability is
     *     not finite
     */
    public static ClassificationMetrics of(double[][] probabilities, int[] labels) {
        int classes = check(probabilities, labels);
        int[] predicted = Arrays.stream(probabilities)
                .mapToInt(ClassificationMetrics::largest)
                .toArray();
        return new ClassificationMetrics(
                accuracy(predicted, labels), macroF1(predicted, labels, classes), auc(probabilities, labels, classes));
    }

    /**
     * The average over regions, each counted once whatever its size (as in the paper's tables).
     *
     * @throws IllegalArgumentException if there is no region
     */
    public static ClassificationMetrics average(Collection<ClassificationMetrics> regions) {
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("there is no region to average over");
        }
        return new ClassificationMetrics(
                regions.stream()
                        .mapToDouble(ClassificationMetrics::accuracy)
                        .average()
                        .getAsDouble(),
                regions.stream()
                        .mapToDouble(ClassificationMetrics::macroF1)
                        .average()
                        .getAsDouble(),
                regions.stream().flatMapToDouble(region -> region.auc.stream()).average());
    }

    private static int check(double[][] probabilities, int[] labels) {
        if (labels.length == 0 || probabilities.length != labels.length) {
            throw new IllegalArgumentException(probabilities.length + " predictions for " + labels.length
                    + " labels: there must be as many, and at least one");
        }
        int classes = probabilities[0].length;
        for (int i = 0; i < labels.length; i++) {
            if (probabilities[i].length != classes || labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("prediction " + i + " has " + probabilities[i].length
                        + " classes and label " + labels[i] + "; expected " + classes
                        + " classes and a label below that");
            }
            if (!Arrays.stream(probabilities[i]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "prediction " + i + " is " + Arrays.toString(probabilities[i]) + ", not finite");
            }
        }
        return classes;
    }

    private static int largest(double[] values) {
        int largest = 0;
        for (int c = 1; c < values.length; c++) {
            if (values[c] > values[largest]) {
                largest = c;
            }
        }
        return largest;
    }

    private static double accuracy(int[] predicted, int[] labels) {
        long right = IntStream.range(0, labels.length)
                .filter(i -> predicted[i] == labels[i])
                .count();
        return (double) right / labels.length;
    }

    private static double macroF1(int[] predicted, int[] labels, int classes) {
        int[] right = new int[classes];
        int[] occurrences = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            occurrences[labels[i]]++;
            occurrences[predicted[i]]++;
            if (predicted[i] == labels[i]) {
                right[labels[i]]++;
            }
        }
        // 2 TP / (2 TP + FP + FN), where the denominator counts the class among labels and predictions.
        return IntStream.range(0, classes)
                .filter(c -> occurrences[c] > 0)
                .mapToDouble(c -> 2.0 * right[c] / occurrences[c])
                .average()
                .getAsDouble();
    }

    private static OptionalDouble auc(double[][] probabilities, int[] labels, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(c -> auc(
                        Arrays.stream(probabilities).mapToDouble(row -> row[c]).toArray(),
                        Arrays.stream(labels).mapToObj(label -> label == c).toArray(Boolean[]::new)))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    /** The Mann-Whitney statistic: midranks of the positives. */
    private static OptionalDouble auc(double[] scores, Boolean[] positive) {
        Integer[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .toArray(Integer[]::new);
        double positives = 0;
        double rankSum = 0;
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            double midrank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                if (positive[order[i]]) {
                    positives++;
                    rankSum += midrank;
                }
            }
        }
        double negatives = scores.length - positives;
        return positives == 0 || negatives == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((rankSum - positives * (positives + 1) / 2) / (positives * negatives));
    }
}
