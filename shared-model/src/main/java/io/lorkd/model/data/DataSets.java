package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.nio.file.Path;
import java.util.OptionalInt;

/** Opens and finds the data sets that a user names. */
public final class DataSets {

    private DataSets() {}

    public static RegionData open(
            Path dataSet,
            String region,
            Preprocessing preprocessing,
            OptionalInt maxTrainingImages,
            double heldOut,
            long seed) {
        throw new InvalidInputException(dataSet + ": data sets cannot be opened yet");
    }

    public static Discovery discover(Path folder) {
        throw new InvalidInputException(folder + ": data sets cannot be found yet");
    }
}
