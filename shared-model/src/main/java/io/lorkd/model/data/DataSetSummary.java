package io.lorkd.model.data;

import java.util.List;

/**
 * What is known of a data set before its images are read.
 *
 * @param trainingImages all of them, before any are held out or left out
 */
public record DataSetSummary(List<String> classes, int trainingImages) {

    public DataSetSummary {
        classes = List.copyOf(classes);
    }
}
