package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.DataSet.Part;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of a data set's training images are trained on and which are held out: the same ones for the same data set,
 * region and seed.
 *
 * @param training ascending
 * @param heldOut ascending; empty where the data set has a validation part of its own
 */
record TrainingSplit(int[] training, int[] heldOut) {

    static TrainingSplit of(
            DataSet dataSet, String region, OptionalInt maxTrainingImages, double heldOutShare, long seed) {
        if (!(heldOutShare >= 0 && heldOutShare < 1)) {
            throw new IllegalArgumentException(
                    "heldOut is " + heldOutShare + "; it must be 0 up to, but not including, 1");
        }
        int classes = dataSet.classes().size();
        if (maxTrainingImages.isPresent() && maxTrainingImages.getAsInt() < classes) {
            throw new InvalidInputException(dataSet.path() + " has " + classes + " classes, but only "
                    + maxTrainingImages.getAsInt()
                    + " training images are allowed by the limit; raise it to one image a class at least");
        }
        int[] labels = dataSet.labels(Part.TRAINING);
        int[] order = Stratification.range(labels.length);
        SeededRandom.shuffle(order, SeededRandom.of(seed, "training split of " + region));

        boolean ownValidation = dataSet.labels(Part.VALIDATION).length > 0;
        int[] counts = Stratification.counts(labels, classes);
        int[] heldOut = Stratification.firstOfEachClass(
                order, labels, Stratification.heldOut(counts, ownValidation ? 0 : heldOutShare));
        Set<Integer> taken = Arrays.stream(heldOut).boxed().collect(Collectors.toSet());
        int[] rest = Arrays.stream(order).filter(i -> !taken.contains(i)).toArray();
        for (int i : heldOut) {
            counts[labels[i]]--;
        }
        int[] kept = Stratification.limited(counts, maxTrainingImages.orElse(rest.length));
        int[] training = Stratification.firstOfEachClass(rest, labels, kept);
        Arrays.sort(training);
        Arrays.sort(heldOut);
        return new TrainingSplit(training, heldOut);
    }
}
